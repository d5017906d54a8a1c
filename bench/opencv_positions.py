"""Positional maps with OpenCV and NumPy, the plain way: some full-size arrays for each component.

The same steps as the released script takes, written anew: for each label but 0, OpenCV finds the connected
components; for each of them, offsets from the centroid are computed over the whole picture, masked, normalised
and added up. Timed by `bench/positions.ts`, and the source of test/goldens/positions.

    python bench/opencv_positions.py MAP.png...     prints JSON: seconds and a check sum per map
"""

import json
import sys
import time

import cv2
import numpy as np

EPSILON = 1e-5


def positional_map(labels: np.ndarray, normalise: bool = True) -> np.ndarray:
    """Offsets (y, x) from the centroid of each pixel's component, float32 [2, height, width]."""
    height, width = labels.shape
    rows = np.arange(height, dtype=np.float64)[:, None]
    columns = np.arange(width, dtype=np.float64)[None, :]
    total = np.zeros((2, height, width))
    for value in np.unique(labels):
        if value == 0:
            continue
        mask = (labels == value).astype(np.uint8)
        count, components, _, centroids = cv2.connectedComponentsWithStats(mask)
        for component in range(1, count):
            inside = components == component
            cx, cy = centroids[component]
            for axis, offset in enumerate((rows - cy, columns - cx)):
                offset = np.where(inside, offset, 0.0)
                if normalise:
                    offset = offset / (np.abs(offset).max() + EPSILON)
                total[axis] += offset
    return total.astype(np.float32)


def main() -> None:
    results = []
    for path in sys.argv[1:]:
        labels = cv2.imread(path, cv2.IMREAD_UNCHANGED)
        start = time.perf_counter()
        offsets = positional_map(labels)
        seconds = time.perf_counter() - start
        checksum = float(np.abs(offsets.astype(np.float64)).sum())
        results.append({"path": path, "seconds": seconds, "checksum": checksum})
    json.dump({"opencv": cv2.__version__, "numpy": np.__version__, "maps": results}, sys.stdout)


if __name__ == "__main__":
    main()

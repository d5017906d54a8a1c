"""Makes test/goldens/classes/reference.json: clustering, principal components, correlations and embeddings as SciPy
and scikit-learn give them, and a few definitions summed up by brute force.

Not run by the tests, which need no Python; run it by hand when a reference has to change:

    pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    python scripts/goldens/class_parameters.py
"""

import itertools
import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.cluster import hierarchy
from scipy.integrate import quad
from scipy.spatial import procrustes
from scipy.spatial.distance import pdist, squareform
from scipy.stats import norm, rankdata, spearmanr
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.neighbors import NearestNeighbors

OUT = Path(__file__).resolve().parents[2] / "test/goldens/classes/reference.json"
rng = np.random.default_rng(6)


def grouped(rows: int, columns: int) -> np.ndarray:
    """Rows around four centres, rounded so that JSON holds them exactly."""
    centres = rng.normal(0, 2, (4, columns))
    return np.round(centres[np.arange(rows) % 4] + rng.normal(size=(rows, columns)), 4)


def least_sum(z: np.ndarray, d: np.ndarray) -> float:
    """The least sum of distances between neighbours over all flips, by a table of every pair of ends of every node.

    SciPy 1.17.1's optimal_leaf_ordering does not always find it (scipy/scipy#11227): for 35 of 50 dendrograms of 8 random points its order
    is longer than the best of all 128 flips. So it serves as an upper bound only.
    """
    n = len(d)
    tables = [{(i, i): 0.0} for i in range(n)]
    for a, b, *_ in z:
        table: dict = {}
        for (i, m), left in tables[int(a)].items():
            for (k, j), right in tables[int(b)].items():
                total = left + d[m, k] + right
                if total < table.get((i, j), np.inf):
                    table[i, j] = table[j, i] = total
        tables.append(table)
    return float(min(tables[-1].values()))


def linkages(x: np.ndarray) -> list[dict]:
    cases = [(metric, method) for metric in ("euclidean", "correlation", "cosine")
             for method in ("average", "complete", "single", "ward")
             if method != "ward" or metric == "euclidean"]
    out = []
    for metric, method in cases:
        y = pdist(x, metric)
        z = hierarchy.linkage(y, method)
        order = hierarchy.leaves_list(hierarchy.optimal_leaf_ordering(z, y))
        d = squareform(y)
        out.append({
            "metric": metric, "method": method, "z": z.ravel().tolist(),
            "leaves": hierarchy.leaves_list(z).tolist(),
            "leastSum": least_sum(z, d),
            "scipySum": float(sum(d[a, b] for a, b in itertools.pairwise(order))),
            "flat": {str(k): hierarchy.fcluster(z, k, "maxclust").tolist() for k in (1, 3, 4, 7)},
        })
    return out


def components(x: np.ndarray, count: int) -> dict:
    model = PCA(count, svd_solver="full").fit(x)
    return {
        "x": x.tolist(), "scores": model.transform(x).ravel().tolist(),
        "loadings": model.components_.ravel().tolist(),
        "explainedVariance": model.explained_variance_.tolist(),
        "explainedRatio": model.explained_variance_ratio_.tolist(),
    }


def unbiased_hsic(k: np.ndarray, l: np.ndarray) -> float:
    """Song et al. 2012, equation 4, by its definition: means over tuples of different rows."""
    n = len(k)
    pairs = np.mean([k[i, j] * l[i, j] for i, j in itertools.permutations(range(n), 2)])
    fours = np.mean([k[i, j] * l[q, r] for i, j, q, r in itertools.permutations(range(n), 4)])
    threes = np.mean([k[i, j] * l[i, q] for i, j, q in itertools.permutations(range(n), 3)])
    return float(pairs + fours - 2 * threes)


def kernels(x: np.ndarray, y: np.ndarray) -> dict:
    a, b = x - x.mean(0), y - y.mean(0)
    cka = np.linalg.norm(b.T @ a) ** 2 / np.linalg.norm(a.T @ a) / np.linalg.norm(b.T @ b)
    k, l = x @ x.T, y @ y.T
    debiased = unbiased_hsic(k, l) / np.sqrt(unbiased_hsic(k, k) * unbiased_hsic(l, l))
    rdm = spearmanr(pdist(x, "correlation"), pdist(y, "correlation")).statistic
    return {"x": x.tolist(), "y": y.tolist(), "cka": float(cka), "debiased": float(debiased),
            "spearmanOfDistances": float(rdm)}


def embeddings(x: np.ndarray) -> dict:
    flat = np.round(x[:, :2] + rng.normal(0, 1, (len(x), 2)), 4)

    def neighbours(of: np.ndarray, k: int) -> np.ndarray:
        return NearestNeighbors(n_neighbors=k).fit(of).kneighbors(return_distance=False)

    quality = []
    for k in (1, 3, 5, 10):
        high, low = neighbours(x, k), neighbours(flat, k)
        quality.append({
            "k": k, "trustworthiness": float(trustworthiness(x, flat, n_neighbors=k)),
            # Continuity is trustworthiness with the two spaces swapped (Venna and Kaski 2001).
            "continuity": float(trustworthiness(flat, x, n_neighbors=k)),
            "recall": float(np.mean([len(set(a) & set(b)) / k for a, b in zip(high, low)])),
        })
    return {"x": x.tolist(), "flat": flat.tolist(), "quality": quality}


def activation(scale: float, shift: float) -> float:
    """E[leaky ReLU(scale · x + shift)] for x standard normal, by quadrature on both sides of the kink."""
    def value(x: float) -> float:
        y = scale * x + shift
        return (y if y > 0 else 0.2 * y) * norm.pdf(x)
    kink = [] if scale == 0 else [-shift / scale]
    cuts = [-12.0, *[k for k in kink if -12 < k < 12], 12.0]
    return sum(quad(value, a, b, epsabs=1e-13, epsrel=1e-13)[0] for a, b in itertools.pairwise(cuts))


def main() -> None:
    x = grouped(20, 6)
    ties = rng.integers(0, 4, (2, 30))
    first, second = grouped(8, 5), grouped(8, 12)
    target = grouped(12, 2)
    moved = np.round(target @ [[0.6, 0.8], [0.8, -0.6]] * 1.7 + [3, -2] + rng.normal(0, 0.2, (12, 2)), 4)
    one, two, small = procrustes(target, moved)
    pairs = [(1.0, 0.0), (0.5, -2.0), (-1.5, 0.7), (0.0, -3.0), (0.0, 2.0), (2.0, -9.0), (0.3, 4.0), (1e-3, -1e-3)]
    reference = {
        "origin": f"scripts/goldens/class_parameters.py with numpy {np.__version__}, scipy {scipy.__version__}, "
                  f"scikit-learn {sklearn.__version__}",
        "clustering": {"x": x.tolist(), "linkages": linkages(x)},
        "correlation": np.corrcoef(x).ravel().tolist(),
        "cosine": cosine_similarity(x).ravel().tolist(),
        "ranks": {"a": ties[0].tolist(), "b": ties[1].tolist(), "ranksOfA": rankdata(ties[0]).tolist(),
                  "spearman": float(spearmanr(ties[0], ties[1]).statistic)},
        "pca": [components(grouped(20, 6), 4), components(grouped(9, 25), 4)],
        "kernels": kernels(first, second),
        "procrustes": {"target": target.tolist(), "moved": moved.tolist(), "disparity": float(small),
                       "alignedTarget": one.ravel().tolist(), "alignedMoved": two.ravel().tolist()},
        "embedding": embeddings(grouped(24, 5)),
        "activation": [{"scale": s, "shift": m, "expected": activation(s, m)} for s, m in pairs],
    }
    OUT.write_text(f"{json.dumps(reference)}\n")


if __name__ == "__main__":
    main()

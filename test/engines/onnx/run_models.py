"""Checks and runs exported models: a line of JSON for each, `{"name", "version", "shape", "difference"}` or `{"name", "error"}`.

Called with a JSON file: `[{"name", "model", "inputs": {name: file.npy}, "expected": file.npy, "pictures": 1}]`.
"""

import json
import os
import sys

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before onnxruntime is imported

import numpy as np
import onnx
import onnxruntime

for case in json.loads(open(sys.argv[1], encoding="utf-8").read()):
    try:
        onnx.checker.check_model(case["model"], full_check=True)
        session = onnxruntime.InferenceSession(case["model"], providers=["CPUExecutionProvider"])
        feeds = {name: np.load(path) for name, path in case["inputs"].items()}
        if case["pictures"] > 1:  # the same picture several times
            feeds = {name: np.concatenate([x] * case["pictures"]) for name, x in feeds.items()}
        (output,) = session.run(["output"], feeds)
        expected = np.load(case["expected"])
        result = {
            "version": onnxruntime.__version__,
            "shape": list(output.shape),
            "difference": float(np.abs(output - expected).max()),
        }
    except Exception as error:  # noqa: BLE001 - whatever a model does wrong is one failed test
        result = {"error": f"{type(error).__name__}: {error}"[:500]}
    print(json.dumps({"name": case["name"], **result}), flush=True)

"""Runs the test files named on the command line; prints one line per test and, last, the counts as JSON.

Each test gets a generous time limit, so that a kernel that never answers is one failed test and no endless wait.
"""

import importlib
import json
import signal
import sys
import traceback
import unittest

LIMIT = 120  # seconds


class Lines(unittest.TestResult):
    """A line for each test: `ok`, `FAIL` with the trace, or `skip` with the reason; a sub-test counts for its test."""

    def __init__(self):
        super().__init__()
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}
        self.problems, self.reasons = [], []

    def startTest(self, test):
        super().startTest(test)
        self.problems, self.reasons = [], []
        if hasattr(signal, "SIGALRM"):
            signal.signal(signal.SIGALRM, self.too_long)
            signal.alarm(LIMIT)

    @staticmethod
    def too_long(*_):
        raise TimeoutError(f"no end after {LIMIT} s")

    def addError(self, test, err):
        if not isinstance(test, unittest.TestCase):  # setUpClass, tearDownClass
            self.line("FAIL", test, "".join(traceback.format_exception(*err, limit=-2)), "failed")
        self.problems.append("".join(traceback.format_exception(*err, limit=-2)))

    addFailure = addError

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.problems.append(f"{subtest}\n" + "".join(traceback.format_exception(*err, limit=-2)))

    def addSkip(self, test, reason):
        if not hasattr(test, "_testMethodName") and not hasattr(test, "test_case"):  # a whole class
            self.line("skip", test, reason, "skipped")
        self.reasons.append(reason)

    def stopTest(self, test):
        if hasattr(signal, "SIGALRM"):
            signal.alarm(0)
        if self.problems:
            self.line("FAIL", test, "\n".join(self.problems), "failed")
        elif self.reasons:
            self.line("skip", test, "; ".join(self.reasons), "skipped")
        else:
            self.line("ok  ", test, "", "passed")
        super().stopTest(test)

    def line(self, word, test, text, count):
        self.counts[count] += 1
        name = test.id() if isinstance(test, unittest.TestCase) else str(test)
        print(word, name + (f": {text}" if word == "skip" else ""), flush=True)
        if word == "FAIL":
            print("\n".join("     " + line for line in text.rstrip().split("\n")), flush=True)


def main(names):
    lines = Lines()
    for name in names:
        try:
            tests = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(name))
        except Exception:
            lines.line("FAIL", name, traceback.format_exc(), "failed")
            continue
        tests.run(lines)
    print(json.dumps(lines.counts))


main(sys.argv[1:])

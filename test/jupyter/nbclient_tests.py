"""What people run in scripts and CI: nbclient, which nbconvert and papermill are made of."""

import json
import os
import tempfile
import time
import unittest

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from notebooks import KERNEL, error, notebook, result, stream


def run(made, **options):
    options = {"timeout": 120, "iopub_timeout": 60, "raise_on_iopub_timeout": True, **options}
    return NotebookClient(made, kernel_name=KERNEL, **options).execute()


class OutputTests(unittest.TestCase):
    def every_line(self, count):
        loop = f"for (let i = 0; i < {count}; i++) console.log(`line ${{i}}`)"
        first, second = run(notebook(loop, "6 * 7")).cells
        self.assertEqual(stream(first).splitlines(), [f"line {i}" for i in range(count)])
        self.assertEqual(len(second.outputs), 1)
        self.assertEqual(result(second), "42")

    def test_5000_lines_are_all_there_in_order_and_in_their_own_cell(self):
        self.every_line(5_000)

    def test_100000_lines_are_all_there_in_order_and_in_their_own_cell(self):
        self.every_line(100_000)

    def test_prints_results_and_pictures_keep_their_order(self):
        code = 'console.log("a"); display.html("<i>b</i>"); console.log("c"); "d"'
        (cell,) = run(notebook(code)).cells
        kinds = [output.output_type for output in cell.outputs]
        self.assertEqual(kinds, ["stream", "display_data", "stream", "execute_result"])

    def test_what_a_promise_prints_while_its_cell_awaits_is_kept(self):
        code = 'setTimeout(() => console.log("tick"), 20); await new Promise((r) => setTimeout(r, 200)); "end"'
        (cell,) = run(notebook(code)).cells
        self.assertEqual((stream(cell), result(cell)), ("tick\n", "'end'"))


class ErrorTests(unittest.TestCase):
    def test_an_error_ends_the_run_with_its_name_message_and_typescript_line(self):
        made = notebook("interface Unused {\n  a: 1;\n}\nthrow new RangeError('too far')", "6 * 7")
        with self.assertRaises(CellExecutionError) as raised:
            run(made)
        self.assertEqual((raised.exception.ename, raised.exception.evalue), ("RangeError", "too far"))
        self.assertIn("4", "".join(error(made.cells[0]).traceback))
        self.assertIsNone(made.cells[1].execution_count)

    def test_allow_errors_runs_every_later_cell(self):
        cells = ["1 + 1", "throw new Error('a')", "2 + 2", "throw new Error('b')", "3 + 3"]
        ran = run(notebook(*cells), allow_errors=True).cells
        self.assertEqual([result(cell) for cell in ran], ["2", None, "4", None, "6"])
        self.assertEqual([error(ran[1]).evalue, error(ran[3]).evalue], ["a", "b"])
        self.assertEqual([cell.execution_count for cell in ran], [1, 2, 3, 4, 5])

    def test_a_cell_tagged_raises_exception_may_fail(self):
        made = notebook("throw new Error('meant')", "6 * 7", tags={0: ["raises-exception"]})
        failed, after = run(made).cells
        self.assertEqual((error(failed).evalue, result(after)), ("meant", "42"))

    def test_a_syntax_error_is_an_error_of_its_cell(self):
        failed, after = run(notebook("let 3 = 4", "6 * 7"), allow_errors=True).cells
        self.assertEqual((error(failed).ename, result(after)), ("SyntaxError", "42"))

    def test_prompt_fails_at_once_where_nobody_can_answer(self):
        failed, after = run(notebook('prompt("name?")', "6 * 7"), allow_errors=True).cells
        self.assertIsNotNone(error(failed))
        self.assertEqual(result(after), "42")


class StopTests(unittest.TestCase):
    def test_a_cell_that_runs_into_its_time_limit_is_an_error(self):
        with self.assertRaises(CellTimeoutError):
            run(notebook("while (true) {}"), timeout=2)

    def test_an_interrupt_at_the_time_limit_keeps_the_variables(self):
        made = notebook("const kept = 5", "while (true) {}", "kept + 1")
        ran = run(made, timeout=3, interrupt_on_timeout=True, allow_errors=True).cells
        self.assertEqual(result(ran[2]), "6")

    def test_an_interrupt_abandons_a_pending_await(self):
        made = notebook("const kept = 5", "await new Promise(() => {})", "kept + 1")
        ran = run(made, timeout=3, interrupt_on_timeout=True, allow_errors=True).cells
        self.assertEqual(result(ran[2]), "6")


class CrashTests(unittest.TestCase):
    def test_process_exit_ends_its_cell_with_an_error_and_the_next_cell_runs(self):
        cells = ["console.log('before'); process.exit(3)", "6 * 7"]
        crashed, after = run(notebook(*cells), allow_errors=True).cells
        self.assertEqual(stream(crashed), "before\n")
        self.assertIsNotNone(error(crashed))
        self.assertEqual(result(after), "42")

    @unittest.skipIf(os.name == "nt", "POSIX signals")
    def test_a_killed_kernel_is_noticed_and_leaves_no_process_behind(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "pids.json")
            written = f"require('node:fs').writeFileSync({json.dumps(path)}, JSON.stringify([process.pid, process.ppid]))"
            made = notebook(written, "process.kill(process.ppid, 'SIGKILL'); while (true) {}")
            with self.assertRaises(DeadKernelError):
                run(made)
            with open(path) as file:
                pids = json.load(file)
        deadline = time.monotonic() + 60
        while any(alive(pid) for pid in pids):
            self.assertLess(time.monotonic(), deadline, f"of {pids} some still run")
            time.sleep(0.1)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return os.path.exists("/proc") is False

"""The command line tools around a kernel: nbconvert, papermill, jupyter console."""

import os
import subprocess
import sys
import tempfile
import unittest

import nbformat
from notebooks import KERNEL, notebook, result, stream

BIN = os.path.dirname(sys.executable)


def tool(name, *arguments, folder):
    """Runs a program of the virtual environment in `folder`; its output when it fails is the failure's message."""
    program = [os.path.join(BIN, name), *arguments]
    ran = subprocess.run(program, cwd=folder, capture_output=True, text=True, timeout=150, check=False)
    if ran.returncode != 0:
        raise AssertionError(f"{' '.join(program)}\n{ran.stdout}\n{ran.stderr}")
    return ran


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, made):
        nbformat.write(made, self.path(name))


class NbconvertTests(InFolder):
    def setUp(self):
        super().setUp()
        self.write("in.ipynb", notebook("const answer: number = 6 * 7;\nanswer", "display.html('<b id=\"shown\">b</b>')"))

    def test_execute_to_html_shows_highlighted_code_and_outputs(self):
        tool("jupyter-nbconvert", "--execute", "--to", "html", "in.ipynb", folder=self.folder)
        with open(self.path("in.html"), encoding="utf-8") as file:
            page = file.read()
        self.assertIn("hl-typescript", page)
        self.assertIn('<b id="shown">b</b>', page)
        self.assertIn("<pre>42</pre>", page)

    def test_execute_to_a_notebook_keeps_outputs_and_language(self):
        arguments = ["--execute", "--to", "notebook", "--output", "out.ipynb", "in.ipynb"]
        tool("jupyter-nbconvert", *arguments, folder=self.folder)
        made = nbformat.read(self.path("out.ipynb"), 4)
        nbformat.validate(made)
        self.assertEqual(result(made.cells[0]), "42")
        self.assertEqual(made.metadata.language_info.name, "typescript")

    def test_a_notebook_that_ran_becomes_a_typescript_file(self):
        arguments = ["--execute", "--to", "notebook", "--inplace", "in.ipynb"]
        tool("jupyter-nbconvert", *arguments, folder=self.folder)
        tool("jupyter-nbconvert", "--to", "script", "in.ipynb", folder=self.folder)
        with open(self.path("in.ts"), encoding="utf-8") as file:
            self.assertIn("const answer: number", file.read())


class PapermillTests(InFolder):
    def run_papermill(self, *arguments):
        tool("papermill", "--kernel", KERNEL, "in.ipynb", "out.ipynb", *arguments, folder=self.folder)
        return nbformat.read(self.path("out.ipynb"), 4)

    def test_papermill_runs_a_notebook(self):
        self.write("in.ipynb", notebook("console.log('ran')"))
        self.assertEqual(stream(self.run_papermill().cells[0]), "ran\n")

    def test_papermill_passes_numbers_strings_and_booleans_in_the_spelling_of_c_sharp(self):
        """papermill 2.7 has no translator for TypeScript, and none can be added from outside; `var n = 7;` is both."""
        cells = ["const n = 1; const name = ''; const on = false;", "[n, name, on]"]
        self.write("in.ipynb", notebook(*cells, tags={0: ["parameters"]}))
        parameters = ["-p", "n", "7", "-p", "name", "seven", "-p", "on", "True"]
        ran = self.run_papermill("--language", ".net-csharp", *parameters)
        self.assertEqual(result(ran.cells[-1]), "[ 7, 'seven', true ]")


@unittest.skipIf(os.name == "nt", "pexpect needs a POSIX terminal")
class ConsoleTests(unittest.TestCase):
    def test_jupyter_console_shows_results_and_errors(self):
        import pexpect

        console = pexpect.spawn(
            os.path.join(BIN, "jupyter-console"),
            ["--kernel", KERNEL, "--simple-prompt"],
            timeout=60,
            encoding="utf-8",
        )
        try:
            console.expect(r"In \[1\]")
            console.sendline("const six = 6")
            console.expect(r"In \[2\]")
            console.sendline("six * 7")
            console.expect(r"Out\[2\]: 42")
            console.expect(r"In \[3\]")
            console.sendline("six.missing.field")
            console.expect("TypeError")
            console.expect(r"In \[4\]")
        finally:
            console.close(force=True)

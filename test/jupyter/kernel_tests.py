"""jupyter_kernel_test 0.7.0, whole, with a sample of TypeScript for each thing it can ask."""

import os

import jupyter_kernel_test

KERNEL = os.environ["KERNEL_NAME"]
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class TypeScriptTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("oops")'
    code_page_something = "Math.abs?"
    code_generate_error = "const missing: any = undefined; missing.field"
    code_inspect_sample = "Math.abs"
    code_clear_output = "clear()"

    completion_samples = [
        {"text": "Math.ab", "matches": {"abs"}},
        {"text": "parseF", "matches": {"parseFloat"}},
        {"text": '"text".startsW', "matches": {"startsWith"}},
        {"text": "const point = { left: 1, leftmost: 2, top: 3 };\npoint.left", "matches": {"left", "leftmost"}},
        {"text": "interface Shape { area: number }\ndeclare const shape: Shape;\nshape.a", "matches": {"area"}},
    ]

    complete_code_samples = [
        "1",
        'console.log("hello, world")',
        "function f(x: number) {\n  return x * 2;\n}",
        "const s = `a\nb`;",
        "type Pair<T> = [T, T];",
        "const x = await Promise.resolve(1);",
        "/ab+c/.test('abc')",
        "// only a comment",
        "Math.abs?",
    ]
    incomplete_code_samples = [
        "function f(x: number) {",
        "const s = `abc",
        "[1, 2,",
        "call(1,",
        "if (true) {",
        "/* a comment",
        "const x = 1 +",
    ]
    invalid_code_samples = ["let 3 = 4", "a b c ]", "const = 5;", ")"]

    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "[1, 2, 3].map((x) => x * 2)", "result": "[ 2, 4, 6 ]"},
        {"code": "await Promise.resolve(1 + 2)", "result": "3"},
        {"code": "({ a: 1 }).a", "result": "1"},
        {"code": "10n ** 20n", "result": "100000000000000000000n"},
    ]
    code_history_pattern = "6 ? 7*"
    supported_history_operations = ("tail", "range", "search")

    code_display_data = [
        {"code": f'display.png("{PNG}")', "mime": "image/png"},
        {"code": 'display.html("<b>bold</b>")', "mime": "text/html"},
        {"code": 'display.svg("<svg xmlns=\'http://www.w3.org/2000/svg\'/>")', "mime": "image/svg+xml"},
        {"code": 'display.markdown("**bold**")', "mime": "text/markdown"},
        {"code": 'display.latex("$x^2$")', "mime": "text/latex"},
        {"code": "display.json({ a: 1 })", "mime": "application/json"},
        {"code": 'display({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "p" }) })', "mime": "text/plain"},
    ]


class WelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True

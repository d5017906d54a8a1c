"""Notebooks for the tests, made from the sources of their cells."""

import os

import nbformat

KERNEL = os.environ["KERNEL_NAME"]


def notebook(*cells, tags=None):
    """A notebook of code cells; `tags` gives the tags of cells by their number."""
    made = [nbformat.v4.new_code_cell(source) for source in cells]
    for number, names in (tags or {}).items():
        made[number].metadata["tags"] = list(names)
    kernelspec = {"name": KERNEL, "language": "typescript", "display_name": "TypeScript"}
    # As a front end saves it; nbconvert chooses the highlighting before it runs the notebook.
    language_info = {"name": "typescript", "file_extension": ".ts", "pygments_lexer": "typescript"}
    metadata = {"kernelspec": kernelspec, "language_info": language_info}
    return nbformat.v4.new_notebook(cells=made, metadata=metadata)


def stream(cell, name="stdout"):
    """All that a cell wrote to `name`."""
    outputs = [output for output in cell.outputs if output.output_type == "stream"]
    return "".join(output.text for output in outputs if output.name == name)


def result(cell):
    """text/plain of a cell's result, or None."""
    for output in cell.outputs:
        if output.output_type == "execute_result":
            return output.data["text/plain"]
    return None


def error(cell):
    """The error of a cell, or None."""
    return next((output for output in cell.outputs if output.output_type == "error"), None)

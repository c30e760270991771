"""The notebook in docs/: stored without outputs, and every cell of it runs."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

QUOTE = "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一"


@pytest.fixture(scope="module")
def notebook(checkout: Path) -> NotebookNode:
    return nbformat.read(checkout / "docs" / "tour.ipynb", as_version=4)


@pytest.fixture(scope="module")
def kernel(
    notebook: NotebookNode, all_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NotebookClient]:
    """A client that has run every cell, in folders of its own; the kernel still runs."""
    folder = tmp_path_factory.mktemp("jupyter")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_DATA", str(all_data))
        for variable in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "TMPDIR"):
            (folder / variable).mkdir()
            patch.setenv(variable, str(folder / variable))
        client = NotebookClient(
            nbformat.from_dict(notebook), timeout=120, resources={"metadata": {"path": str(folder)}}
        )
        with client.setup_kernel():
            for number, cell in enumerate(client.nb.cells):
                client.execute_cell(cell, number)
            yield client


def test_it_is_valid_and_stored_without_outputs(notebook: NotebookNode) -> None:
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) > 8
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


def test_every_cell_runs_and_shows_something(kernel: NotebookClient) -> None:
    code = [cell for cell in kernel.nb.cells if cell.cell_type == "code"]
    for cell in code:
        kinds = {output.output_type for output in cell.outputs}
        assert kinds == {"execute_result"}, cell.source  # no warning on the error stream either


def test_links_are_a_table_with_their_receipts(kernel: NotebookClient) -> None:
    (shown,) = [
        output.data["text/html"]
        for cell in kernel.nb.cells
        if cell.source.startswith("g.who")
        for output in cell.outputs
    ]
    assert f"<td>{QUOTE}</td>" in shown
    assert re.search(r"<td>Maosheng Community[^<]*</td>", shown)


def test_the_kernel_listens_on_this_machine_only(kernel: NotebookClient) -> None:
    assert kernel.km is not None
    assert kernel.km.ip == "127.0.0.1" or kernel.km.transport == "ipc"

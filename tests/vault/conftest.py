from __future__ import annotations

from pathlib import Path

import pytest

from anning.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "vault")

"""What stands on a screen is waited for until they are idle."""

from collections.abc import Iterator

import pytest

from tests.idle import WatchedLoop, waited_for


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "asyncio", {"loop_factory": WatchedLoop}


@pytest.fixture(autouse=True, scope="package")
def idle_is_waited_for() -> Iterator[None]:
    with waited_for():
        yield

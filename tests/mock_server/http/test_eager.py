"""Eager tasks: what runs at once, and what is left to a task."""

import asyncio
from collections.abc import Coroutine
from contextvars import ContextVar
from typing import Any

import pytest
import uvloop

from mock_server.http import eager

_NAME: ContextVar[str] = ContextVar("name", default="outside")


async def _started(coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
    return eager.start(asyncio.get_running_loop(), coroutine)


class TestStart:
    """Each with asyncio's own loop and with the one that serves."""

    @pytest.fixture(params=[asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
    def run(self, request: pytest.FixtureRequest) -> Any:
        """What runs a coroutine in a new loop."""
        return request.param

    def test_what_never_waits_is_done_at_once(self, run: Any) -> None:
        """Nothing is left to a task."""
        seen: list[int] = []

        async def short() -> None:
            seen.append(1)

        async def main() -> None:
            assert await _started(short()) is None
            assert seen == [1]

        run(main())

    def test_the_rest_is_a_task(self, run: Any) -> None:
        """What waits goes on when it is time, as often as it waits."""
        seen: list[str] = []

        async def long() -> None:
            event = asyncio.Event()
            seen.append("first")
            asyncio.get_running_loop().call_soon(event.set)
            await event.wait()
            await asyncio.sleep(0)
            seen.append(await asyncio.to_thread(lambda: "thread"))

        async def main() -> None:
            task = await _started(long())
            assert seen == ["first"]
            assert task is not None
            await task
            assert seen == ["first", "thread"]

        run(main())

    def test_a_cancellation_reaches_what_waits(self, run: Any) -> None:
        """It may clean up, and the task counts as cancelled."""
        seen: list[str] = []

        async def endless() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                seen.append("cleaned")

        async def main() -> None:
            task = await _started(endless())
            assert task is not None
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        run(main())
        assert seen == ["cleaned"]

    def test_what_is_raised_while_waiting_is_the_coroutine_s_to_handle(self, run: Any) -> None:
        """An awaited error is raised where it was awaited; one that is not handled is the task's."""

        async def failing(future: asyncio.Future[None]) -> None:
            with pytest.raises(ZeroDivisionError):
                await future
            raise LookupError("nothing there")

        async def main() -> None:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            task = await _started(failing(future))
            future.set_exception(ZeroDivisionError())
            assert task is not None
            with pytest.raises(LookupError, match="nothing there"):
                await task

        run(main())

    def test_an_error_before_the_first_wait_is_raised_at_once(self, run: Any) -> None:
        """There is no task that could hold it."""

        async def broken() -> None:
            raise LookupError("at once")

        async def main() -> None:
            with pytest.raises(LookupError, match="at once"):
                await _started(broken())

        run(main())

    def test_context_variables_stay_inside(self, run: Any) -> None:
        """What one coroutine sets, in either part, no other sees."""
        seen: list[str] = []

        async def setting() -> None:
            _NAME.set("inside")
            await asyncio.sleep(0)
            seen.append(_NAME.get())

        async def main() -> None:
            task = await _started(setting())
            assert _NAME.get() == "outside"
            assert task is not None
            await task
            assert seen == ["inside"]
            assert _NAME.get() == "outside"

        run(main())

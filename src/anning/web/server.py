"""Start the workbench: on this machine only, one home, one link that works once."""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import signal
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from anning.config import Config
from anning.errors import Busy, InputUnusable

ADDRESS = "127.0.0.1"
_TRIES = 20
_KEY = "web.key"
_LARGEST_UPLOAD = 64 * 1024**3


def serve(
    config: Config,
    port: int | None = None,
    open_browser: bool = True,  # noqa: FBT001, FBT002 - part of the interface the command line uses
    *,
    say: Callable[[str], None] = print,
    identity: str = "",
) -> None:
    """Serve until interrupted; says one line with the address to open.

    A port that is taken gives way to the next free one. Busy when this home has a workbench already;
    HomeUnusable, Damage, Locked as the desk says; InputUnusable when no port is free.
    """
    config = config.prepare()
    with _only_one(config):
        prepare(config)
        server, door = build(config, port if port is not None else config.port, say, identity=identity)
        say(f"安宁已经打开，请在浏览器里打开这个链接（只能用一次）：{door.link}")
        ended = threading.Event()
        threading.Thread(target=_watch, args=(ended,), daemon=True).start()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, _leave)  # so that what lies in memory is taken away
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(door.link,), daemon=True).start()
        try:
            server.run()
        finally:
            ended.set()
            _shut_phone()
            server.close()
            _last_words(say)


def prepare(config: Config) -> None:
    """Set Django up for this home; to be called before anything else sets it up."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "anning.web.settings"
    import django
    from django.conf import settings

    django.setup()
    config.spool.mkdir(mode=0o700, exist_ok=True)
    _sweep(config)
    settings.SECRET_KEY = secret(config)
    settings.FILE_UPLOAD_TEMP_DIR = str(config.spool)
    tempfile.tempdir = str(config.spool)  # an upload under way is nobody's business outside home


def build(
    config: Config, port: int, say: Callable[[str], None] = print, *, identity: str = ""
) -> tuple[Any, Any]:
    """A waitress server that is listening but not yet running, and its door.

    A home behind a passphrase is open from the beginning with its identity, or after ``anning unlock``; else the
    first page asks for the passphrase.
    """
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from waitress import create_server

    from anning.services import locking
    from anning.services.desk import open_desk
    from anning.web import lock, workplace

    listening = _listen(port)
    address = f"{ADDRESS}:{listening.getsockname()[1]}"
    settings.CSRF_COOKIE_NAME = f"anning-form-{address.rpartition(':')[2]}"
    door = workplace.Door(address, say)
    identity = identity or locking.remembered(config)
    if locking.is_locked(config) and not identity:
        workplace.occupy(_nobody, door)
        workplace.shut(config)
    else:
        desk = open_desk(config, identity=identity, settle=False)
        workplace.occupy(desk, door)
        lock.settle_in(desk)
    for noisy in ("waitress", "django.request", "django.security"):  # a page that is not there is no news
        logging.getLogger(noisy).setLevel(logging.ERROR)
    server = create_server(
        get_wsgi_application(),
        sockets=[listening],
        threads=8,
        ident="",
        max_request_body_size=_LARGEST_UPLOAD,
        clear_untrusted_proxy_headers=True,
    )
    return server, door


def _leave(_number: int, _frame: Any) -> None:
    raise SystemExit(0)


def _nobody() -> Any:
    raise AssertionError("a locked home has no desk")


def _watch(ended: threading.Event) -> None:
    from anning.web import lock

    lock.watch(ended)


def _shut_phone() -> None:
    from anning.web.pages.phone import pairing

    pairing.stop()


def _last_words(say: Callable[[str], None]) -> None:
    """An import under way is waited for; the person may choose not to."""
    from anning.services import jobs

    if jobs.running():
        say("还有一次导入没有做完，正在等它。不想等就再按一次 Ctrl+C，下次启动时会接着读完。")


def secret(config: Config) -> str:
    """The key that signs this install's cookies, made at the first start and readable by its owner only."""
    file = config.home / _KEY
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii") or _remade(config)
    with os.fdopen(descriptor, "w", encoding="ascii") as new:
        new.write(secrets.token_urlsafe(48))
    return file.read_text(encoding="ascii")


def _remade(config: Config) -> str:
    """An empty key file is what a full disk leaves; nothing but signed cookies hangs on it."""
    (config.home / _KEY).unlink()
    return secret(config)


def _sweep(config: Config) -> None:
    """Take away what an upload left when the program was stopped in the middle of it."""
    import shutil

    for left in config.spool.glob("upload-*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in config.spool.glob("*.upload*"):
        left.unlink(missing_ok=True)


def _listen(wanted: int) -> socket.socket:
    """A bound socket on the wanted port of this machine, or on the next that is free."""
    for port in range(wanted, wanted + _TRIES) if wanted else (0,):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((ADDRESS, port))
        except (OSError, OverflowError):
            listening.close()
        else:
            return listening
    raise InputUnusable(
        f"从 {wanted} 起的 {_TRIES} 个端口都被别的程序占用了",
        next_step="换一个端口再试，例如：anning --port 9000",
    )


@contextmanager
def _only_one(config: Config) -> Iterator[None]:
    from anning.services.locking import WORKBENCH

    with config.home.joinpath(WORKBENCH).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as reason:
            raise Busy(
                "这份资料的安宁页面已经开着",
                where=str(config.home),
                next_step="回到已经打开的浏览器页面；找不到的话，先在原来的终端里按 Ctrl+C 结束，再重新启动",
            ) from reason
        yield


__all__ = ["build", "prepare", "secret", "serve"]

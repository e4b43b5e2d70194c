"""The whole home in one file behind a passphrase, handed to the browser and kept nowhere else."""

from __future__ import annotations

from secrets import token_hex

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from anning.domain.china_time import china_day, now
from anning.errors import AnningError
from anning.services import backup as backups
from anning.web import workplace


@require_http_methods(["GET", "HEAD", "POST"])
def backup(request: HttpRequest) -> HttpResponseBase:
    """The form; sent, the file."""
    if request.method != "POST":
        return _form(request)
    words, again = request.POST.get("passphrase", ""), request.POST.get("again", "")
    if words != again:
        return _form(request, "两次写的口令不一样，请再写一遍。")
    desk = workplace.desk()
    place = desk.config.spool / f"{token_hex(8)}.backup"
    desk.config.spool.mkdir(mode=0o700, exist_ok=True)
    try:
        backups.make(desk, place, words)
        file = place.open("rb")
    except AnningError as reason:
        return _form(request, f"{reason.what}。{reason.next_step}。")
    finally:
        place.unlink(missing_ok=True)  # the open file is read to its end and leaves nothing behind
    return FileResponse(file, as_attachment=True, filename=f"anning-backup-{china_day(now()):%Y%m%d}.tar")


def _form(request: HttpRequest, problem: str = "") -> HttpResponse:
    return render(request, "backup/backup.html", {"problem": problem})

"""Every way Anning can stop, as one tree.

    AnningError                 1  a defect of ours
    ├── WrongUse                2  the command was called in a way it does not know
    ├── InputUnusable           3  a file, a text or a folder that cannot be worked with
    │   ├── HomeUnusable        3  the data folder cannot be written
    │   ├── DiskFull            3  no room left
    │   └── NotFound            3  what was named is not there
    ├── Damage                  4  a vault, bundle or backup is not what it was
    ├── Locked                  5  a passphrase is missing or wrong
    └── Refused                 6  not done, for safety
        └── Busy                6  another program is at work on the same home

The words are for a worried person: what happened, what it means, what to do next. Each class says its exit
code; the command line prints the sentence and leaves with it, a page shows the same sentence.
"""

from __future__ import annotations


class AnningError(Exception):
    """A defect of ours; nothing of the person's was lost by it."""

    exit_code = 1
    headline = "安宁自己出了错，您的资料没有因此丢失"

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.next_step = next_step

    def __str__(self) -> str:
        place = f"（位置：{self.where}）" if self.where else ""
        return f"{self.what}{place}"

    def sentence(self) -> str:
        """The whole message in Chinese: headline, what and where, next step; one line each."""
        lines = [f"{self.headline}。", str(self)]
        if self.next_step:
            lines.append(f"下一步：{self.next_step}")
        return "\n".join(lines)


class WrongUse(AnningError):
    """The command was called in a way it does not know."""

    exit_code = 2
    headline = "这条命令的写法不对"


class InputUnusable(AnningError):
    """A file, text or folder that cannot be worked with; nothing else was touched."""

    exit_code = 3
    headline = "这份内容用不了，其他内容没有受影响"


class HomeUnusable(InputUnusable):
    """The folder that holds the person's data cannot be created or written."""

    headline = "存放资料的文件夹不能使用"


class DiskFull(InputUnusable):
    """No room left; what was acknowledged before is safe."""

    headline = "磁盘空间不够，之前已经保存的内容都在"


class NotFound(InputUnusable):
    """What was named is not there."""

    headline = "没有找到"


class Damage(AnningError):
    """A vault, bundle or backup is not what it was when it was written."""

    exit_code = 4
    headline = "保存的内容与当初写入时不一致"


class Locked(AnningError):
    """A passphrase is missing or wrong."""

    exit_code = 5
    headline = "锁着，没有打开"


class Refused(AnningError):
    """Not done, because doing it could hurt somebody."""

    exit_code = 6
    headline = "为了安全，没有执行"


class Busy(Refused):
    """Another program is at work on the same home."""

    headline = "另一个安宁程序正在使用同一份资料"

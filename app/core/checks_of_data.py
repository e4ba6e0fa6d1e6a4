"""Checks of what is kept: the clock against it, tables, guards, durability, backup, who may read it."""

import stat
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import text

from app.core import backups
from app.core.backups import Backup, Look
from app.core.clock import DAY, HOUR, STEP, local
from app.core.copying import sqlite_file
from app.core.migrating import at_head, triggers_stand
from app.core.refusal import N_
from app.core.remark import Ground, Remark, amber, green, red

CLOCK, ZONE = N_("时钟"), N_("时区")
MIGRATIONS, TRIGGERS, SETTINGS = N_("数据表"), N_("流水保护"), N_("落盘设置")
LOG, BACKUP, MODES = N_("写前日志"), N_("备份"), N_("文件权限")

BUILT = 1_767_225_600_000
"""2026-01-01 UTC: a clock before this was never set."""
LARGE_LOG, HUGE_LOG = 64_000_000, 512_000_000
ON_SQLITE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
ON_POSTGRES = ("fsync", "full_page_writes", "synchronous_commit")
UNSAFE = ("off", "local")


def clock_against_records(ground: Ground) -> Remark:
    """Is it later than everything that is stored, and later than the program itself?"""
    newest, facts = ground.newest(), {"now": ground.moment(ground.now)}
    set_it = N_("请校准电脑的日期和时间，再重新启动服务。")
    if ground.now < BUILT:
        return red(CLOCK, N_("服务器时间是 %(now)s，显然不对。"), set_it, **facts)
    if newest > ground.now + STEP:
        says = N_("服务器时间是 %(now)s，比已有的记录（%(newest)s）还早。")
        return red(CLOCK, says, set_it, newest=ground.moment(newest), **facts)
    step = ground.house.clock.step()
    if abs(step) > STEP:
        says = N_("服务器时间是 %(now)s；电脑的时钟中途被拨动了 %(seconds)s 秒，有人在答题时服务不跟着变。")
        return amber(CLOCK, says, N_("请核对电脑的时间；没有人答题时服务会自己跟上。"), seconds=step // 1000, **facts)
    if not newest:
        return green(CLOCK, N_("服务器时间是 %(now)s，还没有记录。请和手表对一下。"), **facts)
    says = N_("服务器时间是 %(now)s，不早于最新的记录（%(newest)s）。请和手表对一下。")
    return green(CLOCK, says, newest=ground.moment(newest), **facts)


def timezone(ground: Ground) -> Remark:
    """The zone of pages and of "attempts a day"."""
    name = ground.house.settings.timezone
    try:
        offset = f"{local(ground.now, ground.house.settings.zone):%z}"
    except (KeyError, ValueError, OSError):
        says = N_("没有 %(zone)s 这个时区。")
        return red(ZONE, says, N_("请把 CUP_TIMEZONE 改成 Asia/Shanghai，再重新启动服务。"), zone=name)
    facts = {"zone": name, "offset": f"{offset[:3]}:{offset[3:]}"}
    if offset != "+0800":
        do = N_("中国大陆请把 CUP_TIMEZONE 改成 Asia/Shanghai，再重新启动服务。")
        return amber(ZONE, N_("页面上的时间按 %(zone)s（UTC%(offset)s），不是北京时间。"), do, **facts)
    return green(ZONE, N_("页面上的时间按 %(zone)s（UTC%(offset)s）。"), **facts)


def migrations(ground: Ground) -> Remark:
    if at_head(ground.house.database):
        return green(MIGRATIONS, N_("数据表是这个版本的。"))
    return red(
        MIGRATIONS, N_("数据表还没有，或者是别的版本的。"), N_("请启动服务（make serve）：它先备份，再更新数据表。")
    )


def triggers(ground: Ground) -> Remark:
    if triggers_stand(ground.house.database):
        return green(TRIGGERS, N_("成绩流水只能往后添，数据库的保护都在。"))
    says = N_("成绩流水的保护（触发器）缺了：有人改过数据库，或者数据表还没有建好。")
    return red(TRIGGERS, says, N_("请先不要开赛；从备份恢复，或重新启动服务后再查。"))


def database_settings(ground: Ground) -> Remark:
    """Would an acknowledged answer survive a power cut?"""
    wrong = _wrong_on_sqlite(ground) if ground.house.database.is_sqlite else _wrong_on_postgres(ground)
    if wrong:
        says = N_("数据库的设置会丢失已送达的答案：%(wrong)s。")
        return red(SETTINGS, says, N_("请改回来，再重新启动服务。"), wrong="、".join(wrong))
    if ground.house.database.is_sqlite:
        return green(SETTINGS, N_("SQLite：每个答案落盘以后才回执（WAL，synchronous=FULL）。"))
    return green(SETTINGS, N_("PostgreSQL：每个答案落盘以后才回执（fsync、synchronous_commit 都开着）。"))


def _wrong_on_sqlite(ground: Ground) -> list[str]:
    with ground.house.database.reading() as session:
        found = {name: session.execute(text(f"PRAGMA {name}")).scalar_one() for name in ON_SQLITE}
    return [f"{name}={found[name]}" for name, wanted in ON_SQLITE.items() if found[name] != wanted]


def _wrong_on_postgres(ground: Ground) -> list[str]:
    with ground.house.database.reading() as session:
        found = {name: session.execute(text(f"SHOW {name}")).scalar_one() for name in ON_POSTGRES}
    return [f"{name}={value}" for name, value in found.items() if value in UNSAFE]


def write_ahead_log(ground: Ground) -> Remark:
    """A log that grows without end means that a reader hangs."""
    if not ground.house.database.is_sqlite:
        return green(LOG, N_("由 PostgreSQL 自己管。"))
    file = sqlite_file(ground.house.database)
    beside = file.with_name(f"{file.name}-wal")
    size = beside.stat().st_size if beside.exists() else 0
    facts = {"size": f"{size / 1_000_000:.1f}"}
    if size > LARGE_LOG:
        make = red if size > HUGE_LOG else amber
        do = N_("请在没有人答题的时候重新启动服务，日志会并回数据库。")
        return make(LOG, N_("写前日志有 %(size)s MB，偏大。"), do, **facts)
    return green(LOG, N_("写前日志 %(size)s MB。"), **facts)


def backup(ground: Ground) -> Remark:
    """How old is the last backup, and can it be trusted?"""
    if not ground.house.database.is_sqlite:
        do = N_("请自己确认今天的 pg_dump 已经做好，并连同 secret.key 一起存到别的盘上。")
        return amber(BACKUP, N_("PostgreSQL 的备份从这里看不到。"), do)
    data = ground.house.settings.data
    found = backups.last(data)
    now_do = N_("请运行：.venv/bin/python -m app backup 文件名.tar，存到优盘或另一台电脑。")
    if found is None:
        return (red if ground.newest() else amber)(BACKUP, N_("还没有做过备份。"), now_do)
    return _of_backup(found, backups.look(found, data), ground, now_do)


def _of_backup(found: Backup, seen: Look, ground: Ground, do: str) -> Remark:
    age = max(ground.now - found.made, 0)
    facts = {
        "hours": age // HOUR,
        "size": f"{found.bytes / 1_000_000:.1f}",
        "file": Path(found.file).name,
    }
    if seen is Look.BROKEN:
        return red(BACKUP, N_("最近的备份 %(file)s 打不开或不完整。"), do, **facts)
    if age > DAY:
        says = N_("最近的备份是 %(hours)s 小时以前的（%(file)s，%(size)s MB）。")
        return amber(BACKUP, says, do, **facts)
    if seen is Look.AWAY:
        says = N_("%(hours)s 小时以前备份过，文件 %(file)s 现在不在原处，没有检查。")
        return amber(BACKUP, says, N_("优盘拔走了就对了；不确定就再备份一次。"), **facts)
    if seen is Look.TOO_LARGE:
        says = N_("%(hours)s 小时以前备份过（%(file)s，%(size)s MB），太大，这里没有细查。")
        return amber(BACKUP, says, N_("请在另一台电脑上恢复一次，看看能不能打开。"), **facts)
    return green(BACKUP, N_("%(hours)s 小时以前备份过（%(file)s，%(size)s MB），检查完好。"), **facts)


def file_modes(ground: Ground) -> Remark:
    """May anybody else on this machine read names or the key?"""
    settings = ground.house.settings
    files = [settings.data / "secret.key"]
    if ground.house.database.is_sqlite:
        files.append(sqlite_file(ground.house.database))
    open_ones = list(_readable_by_others(files))
    if open_ones:
        says = N_("这台电脑上的其他用户能读 %(files)s。")
        do = N_("请在数据文件夹里运行：chmod 600 %(names)s")
        return red(MODES, says, do, files="、".join(open_ones), names=" ".join(open_ones))
    if settings.key:
        return green(MODES, N_("密钥来自 CUP_SECRET_KEY；数据文件只有本用户能读。"))
    return green(MODES, N_("密钥和数据文件只有本用户能读。"))


def _readable_by_others(files: Iterable[Path]) -> Iterable[str]:
    for file in files:
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield file.name

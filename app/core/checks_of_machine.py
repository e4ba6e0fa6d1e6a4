"""Checks of the machine: does it stay awake, has it power, is its disk quick, large and its own."""

import platform
import re
import shutil
import sqlite3

from app.core import machine
from app.core.refusal import N_
from app.core.remark import Ground, Remark, amber, green, red

SLEEP, POWER = N_("休眠"), N_("电源")
SPACE, SYNC, KIND = N_("磁盘空间"), N_("磁盘写入"), N_("磁盘种类")
OPEN_FILES, VERSIONS = N_("连接上限"), N_("版本")

MEGABYTE = 1_000_000
LEAST_SPACE, WANTED_SPACE = 500 * MEGABYTE, 2_000 * MEGABYTE
QUICK_SYNC, SLOW_SYNC = 30, 200
LEAST_FILES, WANTED_FILES = 1_024, 10_000
FAR = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "drvfs", "fuse.sshfs", "vboxsf", "prl_fs")
LOST_AT_POWER_CUT = ("tmpfs", "ramfs")
SLEEPS = ("suspend", "hibernate", "hybrid-sleep", "suspend-then-hibernate", "sleep")


def sleeping(ground: Ground) -> Remark:
    """Does the machine stay awake while it serves?"""
    if ground.system == "darwin":
        return _sleeping_mac()
    if not ground.system.startswith("linux") or machine.is_windows_inside(ground.root):
        says = N_("这台电脑的休眠设置从这里读不到。")
        return amber(SLEEP, says, N_("请自己看：Windows 设置 → 系统 → 电源，睡眠选“从不”，合盖选“不采取任何操作”。"))
    return _sleeping_linux(ground)


def _sleeping_linux(ground: Ground) -> Remark:
    root = ground.root
    if not machine.can_sleep(root):
        return green(SLEEP, N_("这台机器不会休眠。"))
    if machine.sleep_forbidden(root):
        return green(SLEEP, N_("休眠已经禁止。"))
    forbid = N_("请运行：sudo systemctl mask sleep.target suspend.target hibernate.target；结束后 unmask。")
    idle = machine.logind(root, "IdleAction")
    if idle in SLEEPS:
        return red(SLEEP, N_("空闲一段时间后系统会自动休眠（IdleAction=%(action)s）。"), forbid, action=idle)
    lid = machine.logind(root, "HandleLidSwitch") or "suspend"
    if machine.has_lid(root) and lid in SLEEPS:
        return amber(SLEEP, N_("合上盖子系统会休眠（HandleLidSwitch=%(action)s）。"), forbid, action=lid)
    return amber(SLEEP, N_("系统没有禁止休眠；桌面的电源设置从这里读不到。"), forbid)


def _sleeping_mac() -> Remark:
    found = re.search(r"^\s*sleep\s+(\d+)", machine.output_of("pmset", "-g"), re.MULTILINE)
    forbid = N_("请开着一个终端运行 caffeinate -s，或在“系统设置 → 节能”里设为永不睡眠。")
    if found is None:
        return amber(SLEEP, N_("这台电脑的休眠设置从这里读不到。"), forbid)
    if int(found[1]) == 0:
        return green(SLEEP, N_("休眠已经禁止。"))
    return red(SLEEP, N_("空闲 %(minutes)s 分钟后系统会自动休眠。"), forbid, minutes=found[1])


def power(ground: Ground) -> Remark:
    """Mains or battery?"""
    if ground.system == "darwin":
        return _power_mac(machine.output_of("pmset", "-g", "batt"))
    if not ground.system.startswith("linux"):
        return amber(POWER, N_("电源状态从这里读不到。"), N_("请自己看：电源线插好了吗？"))
    batteries = machine.batteries(ground.root)
    if not batteries:
        return green(POWER, N_("没有电池，用的是市电。停电就停机：重要的场次请接一台不间断电源（UPS）。"))
    return _on_battery(min(left for _, left in batteries), any(state == "Discharging" for state, _ in batteries))


def _power_mac(said: str) -> Remark:
    left = re.search(r"(\d+)%", said)
    if left is None:
        return green(POWER, N_("没有电池，用的是市电。停电就停机：重要的场次请接一台不间断电源（UPS）。"))
    return _on_battery(int(left[1]), "Battery Power" in said)


def _on_battery(left: int, draining: bool) -> Remark:
    if draining:
        return red(POWER, N_("正在用电池，还剩 %(left)s%%。"), N_("请插上电源线。"), left=left)
    return green(POWER, N_("接着电源，电池 %(left)s%%：停一会儿电也不要紧。"), left=left)


def disk_space(ground: Ground) -> Remark:
    """Is there room for answers, the log and a backup?"""
    free = shutil.disk_usage(ground.house.settings.data).free
    facts = {"free": free // MEGABYTE}
    make_room = N_("请清理磁盘，或把 CUP_DATA 设到大一些的盘上。")
    if free < LEAST_SPACE:
        return red(SPACE, N_("数据所在的盘只剩 %(free)s MB，写满了就收不了答案。"), make_room, **facts)
    if free < WANTED_SPACE:
        return amber(SPACE, N_("数据所在的盘还剩 %(free)s MB，够答题，不够多存几份备份。"), make_room, **facts)
    return green(SPACE, N_("数据所在的盘还剩 %(free)s MB。"), **facts)


def disk_sync(ground: Ground) -> Remark:
    """How long does the disk take to make an answer durable?"""
    span = machine.sync_ms(ground.house.settings.data)
    facts = {"ms": f"{span:.1f}"}
    other = N_("请换成固态硬盘，关掉正在大量读写的程序（杀毒全盘扫描、网盘同步）。")
    if span > SLOW_SYNC:
        return red(SYNC, N_("写盘一次要 %(ms)s 毫秒，人多时手机会等。"), other, **facts)
    if span > QUICK_SYNC:
        return amber(SYNC, N_("写盘一次要 %(ms)s 毫秒，能用，偏慢。"), other, **facts)
    return green(SYNC, N_("写盘一次 %(ms)s 毫秒。"), **facts)


def disk_kind(ground: Ground) -> Remark:
    """A local disk, not a share and not memory?"""
    kind = machine.file_system(ground.root, ground.house.settings.data.resolve())
    move = N_("请把 CUP_DATA 设到本机硬盘的文件夹。")
    if kind in FAR:
        return red(KIND, N_("数据在网络盘或共享文件夹上（%(kind)s），断一下就可能损坏。"), move, kind=kind)
    if kind in LOST_AT_POWER_CUT:
        return red(KIND, N_("数据在内存盘上（%(kind)s），一断电就没了。"), move, kind=kind)
    if kind == "overlay":
        do = N_("请给 CUP_DATA 挂一个卷（docker-compose.yml 里已经写好）。")
        return amber(KIND, N_("数据在容器自己的层里，删掉容器就没了。"), do)
    if not kind:
        return amber(
            KIND, N_("数据在哪种盘上，从这里读不到。"), N_("请自己确认：是本机硬盘，不是网络盘、网盘同步文件夹。")
        )
    return green(KIND, N_("数据在本机的盘上（%(kind)s）。"), kind=kind)


def open_files(ground: Ground) -> Remark:
    """May this process hold as many connections as screens and phones make?"""
    limit = machine.open_file_limit()
    raise_it = N_("请在启动服务以前运行：ulimit -n 20000（开机自启的写法见 docs/for-it.zh-CN.md）。")
    if limit is None:
        return green(OPEN_FILES, N_("系统没有限制同时打开的连接。"))
    if limit < LEAST_FILES:
        return red(OPEN_FILES, N_("最多同时打开 %(limit)s 个连接，人一多就连不上。"), raise_it, limit=limit)
    if limit < WANTED_FILES:
        says = N_("最多同时打开 %(limit)s 个连接：%(few)s 人以内的场次够用，要供 10,000 路大屏和手机就不够。")
        return amber(OPEN_FILES, says, raise_it, limit=limit, few=limit // 2)
    return green(OPEN_FILES, N_("最多同时打开 %(limit)s 个连接。"), limit=limit)


def versions(ground: Ground) -> Remark:
    """What runs here, for whoever is asked for help."""
    facts = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "system": platform.system()}
    return green(VERSIONS, N_("Python %(python)s，SQLite %(sqlite)s，%(system)s。"), **facts)

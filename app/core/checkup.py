"""The doctor's list: every check of machine, data and network. To add one, write a function and name it here."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from app.core.checks_of_data import (
    backup,
    clock_against_records,
    database_settings,
    file_modes,
    migrations,
    timezone,
    triggers,
    write_ahead_log,
)
from app.core.checks_of_machine import disk_kind, disk_space, disk_sync, open_files, power, sleeping, versions
from app.core.checks_of_network import addresses, listening, public_url
from app.core.refusal import N_
from app.core.remark import Check, Ground, Light, Remark, amber

log = structlog.get_logger()

CHECKS: tuple[Check, ...] = (
    clock_against_records,
    timezone,
    sleeping,
    power,
    disk_space,
    disk_sync,
    disk_kind,
    open_files,
    listening,
    addresses,
    public_url,
    migrations,
    triggers,
    database_settings,
    write_ahead_log,
    backup,
    file_modes,
    versions,
)


def examine(ground: Ground, checks: Sequence[Check] = CHECKS) -> list[Remark]:
    """Every check's remark, in the order of the list; a check that breaks does not keep the others from speaking."""
    return [_asked(check, ground) for check in checks]


def worst(remarks: Sequence[Remark]) -> Light:
    lights = {remark.light for remark in remarks}
    return next((light for light in (Light.RED, Light.AMBER) if light in lights), Light.GREEN)


def _asked(check: Check, ground: Ground) -> Remark:
    name = check.__name__
    try:
        return replace(check(ground), name=name)
    except Exception as error:  # whatever a strange machine answers, the rest must be said
        log.warning("doctor.failed", check=name, error=type(error).__name__)
        says, do = N_("没有查成（%(check)s：%(error)s）。"), N_("请自己看一眼，或问信息化人员。")
        return replace(amber(N_("没有查成"), says, do, check=name, error=type(error).__name__), name=name)

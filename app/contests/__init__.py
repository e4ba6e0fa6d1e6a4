"""Contests: rules as data, presets, phases, opening, sittings."""

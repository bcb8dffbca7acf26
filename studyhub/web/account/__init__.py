"""The account door: signing in and out, password, devices."""

from flask import Blueprint

from studyhub.web.account import password, sessions, sign_in, sign_out


def blueprints() -> list[Blueprint]:
    """Every blueprint of this door, in the order of its pages."""
    return [module.blueprint for module in (sign_in, sign_out, password, sessions)]

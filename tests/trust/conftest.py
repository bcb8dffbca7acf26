"""Fixtures of the tests of what the site promises."""

from tests.trust.world import world as world
from tests.web.scene import scene as scene

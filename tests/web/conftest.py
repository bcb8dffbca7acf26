"""Fixtures of the tests of pages and of the API."""

from tests.web.scene import scene as scene

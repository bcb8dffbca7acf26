"""What these tests stand on."""

from tests.programmes.stage import stage as stage

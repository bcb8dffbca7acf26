"""What these tests stand on."""

from tests.day_stage import stage as stage

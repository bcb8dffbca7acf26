"""For gunicorn: the site made from its environment."""

from studyhub.app import create_app
from studyhub.core.settings import load_settings

app = create_app(load_settings())

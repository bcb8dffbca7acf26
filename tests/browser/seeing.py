"""What can be measured of a page on a screen: accessibility, sideways scroll, sizes of what is tapped."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SMALLEST_TARGET = 44

_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > width + 1 && !one.closest('.skip, .sr, .sprite, .table-responsive');
  });
  const scrolls = document.documentElement.scrollWidth > width;
  return scrolls ? ['the page itself'] : wide.map(one => one.outerHTML.slice(0, 80));
}"""
_SMALL = """smallest => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter(one => one.offsetParent && !one.closest('.skip, .sr') && one.type !== 'hidden')
  .map(one => [one, (['radio', 'checkbox'].includes(one.type) && one.closest('label')) || one])
  .map(([one, target]) => [one, target.getBoundingClientRect()])
  .filter(([one, box]) => box.width < smallest - 0.5 || box.height < smallest - 0.5)
  .map(([one, box]) => `${one.outerHTML.slice(0, 60)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


def faults(page: Page) -> list[str]:
    """Everything that is wrong with the page as it stands, in words; an empty list is a good page."""
    found = [f"too wide: {one}" for one in page.evaluate(_TOO_WIDE)]
    found += [f"too small to tap: {one}" for one in page.evaluate(_SMALL, SMALLEST_TARGET)]
    for violation in Axe().run(page).response["violations"]:
        places = [node["target"] for node in violation["nodes"]]
        found.append(f"axe {violation['id']}: {violation['help']} {places[:3]}")
    return found

/* Pictures of questions: put into texts, and enlarged over the page, which stays as it is. */
(function () {
  'use strict';

  const TOKEN = /\[\[picture:([^\]]+)\]\]/;
  let opened = null;

  function made(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  /* A tap on the picture enlarges it; in a choice, where a tap chooses, a button beside it does. */
  function framed(picture, isInChoice) {
    const image = made('img');
    image.width = picture.width;
    image.height = picture.height;
    image.alt = picture.description || '图片';
    image.loading = 'lazy';
    image.src = picture.address;
    const button = made('button', isInChoice ? 'zoom' : 'picture');
    button.type = 'button';
    button.setAttribute('data-enlarge', '');
    if (!isInChoice) {
      button.append(image, made('span', 'hint-zoom', '点开放大'));
      return button;
    }
    button.textContent = '放大图片';
    const holder = made('span', 'picture');
    holder.append(image, button);
    return holder;
  }

  /* The text into a node, its picture tokens as pictures. */
  function fillText(node, text, pictures, isInChoice) {
    text.split(TOKEN).forEach(function (part, index) {
      if (index % 2 === 0) {
        if (part) node.appendChild(document.createTextNode(part));
        return;
      }
      const found = (pictures || []).find(function (picture) { return picture.name === part; });
      node.appendChild(found ? framed(found, isInChoice) : document.createTextNode('（图）'));
    });
    return node;
  }

  /* The text where no picture can be shown. */
  function inWords(text) {
    return text.split(TOKEN).map(function (part, index) { return index % 2 ? '（图）' : part; }).join('');
  }

  function enlarge(source) {
    const image = source.closest('.picture').querySelector('img');
    const layer = made('div', 'enlarged');
    layer.setAttribute('role', 'dialog');
    layer.setAttribute('aria-modal', 'true');
    layer.setAttribute('aria-label', image.alt);
    const whole = made('div', 'whole');
    whole.tabIndex = 0;
    const large = made('img');
    large.src = image.src;
    large.alt = image.alt;
    whole.appendChild(large);
    const close = made('button', '', '关闭图片');
    close.type = 'button';
    layer.append(whole, close);
    document.body.appendChild(layer);
    opened = {layer: layer, back: source, stops: [whole, close]};
    close.focus();
  }

  function shut() {
    opened.layer.remove();
    opened.back.focus({preventScroll: true});
    opened = null;
  }

  document.addEventListener('click', function (event) {
    if (opened) {
      if (event.target.closest('.enlarged button, .enlarged img')) shut();
      return;
    }
    const source = event.target.closest('[data-enlarge]');
    if (!source) return;
    event.preventDefault(); // in a choice this tap looks, it does not choose
    enlarge(source);
  });

  document.addEventListener('keydown', function (event) {
    if (!opened) return;
    if (event.key === 'Escape') shut();
    else if (event.key === 'Tab') {
      event.preventDefault();
      opened.stops[document.activeElement === opened.stops[0] ? 1 : 0].focus();
    }
  });

  window.StudyHub = Object.assign(window.StudyHub || {}, {fillText: fillText, inWords: inWords});
})();

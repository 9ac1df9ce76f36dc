// Makes each frame as high as what is in it, where the specimen has no height of its own.

function fit(frame) {
  const body = frame.contentDocument?.body;
  if (body && frame.dataset.fits) frame.height = Math.ceil(body.getBoundingClientRect().height);
}

for (const frame of document.querySelectorAll('iframe')) {
  fit(frame);
  frame.addEventListener('load', () => fit(frame));
}
addEventListener('resize', () => document.querySelectorAll('iframe').forEach(fit));

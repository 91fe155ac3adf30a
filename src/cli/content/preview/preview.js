// Shows another choice at once, and the newest text while the writer types.
const choose = document.querySelector('.choose');
choose.addEventListener('change', () => choose.requestSubmit());

// Cards are proofs: their buttons do nothing here, and say so.
document.addEventListener('submit', (event) => {
  if (event.target.matches('.card')) event.preventDefault();
});

async function follow() {
  try {
    const answer = await fetch('/revision');
    const { revision } = await answer.json();
    if (String(revision) !== document.body.dataset.revision) await renew(revision);
  } catch {
    // The preview was stopped; when it is back, the next look finds it.
  }
  setTimeout(follow, 700);
}

async function renew(revision) {
  const text = await (await fetch(location.href)).text();
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  for (const part of ['main', '.state']) {
    document.querySelector(part).replaceWith(fresh.querySelector(part));
  }
  document.body.dataset.revision = revision;
}

follow();

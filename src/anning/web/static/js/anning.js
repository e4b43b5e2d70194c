// What pages do beyond plain forms: dropping files, progress of an upload, leaving quickly. All of it also works without.
"use strict";

document.documentElement.classList.add("js");

// 快速离开: also by pressing Esc twice. replace() leaves no page to go back to, and the server shuts the door.
const leave = document.querySelector("form.leave");
function goAway() {
  document.body.hidden = true;
  fetch(leave.action, { method: "POST", body: new FormData(leave), redirect: "manual", keepalive: true })
    .finally(() => location.replace("/left/"));
}
if (leave) {
  leave.addEventListener("submit", (event) => { event.preventDefault(); goAway(); });
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - last < 700) goAway();
    last = event.timeStamp;
  });
}
// A page kept by the browser is asked for again, so that a closed door stays closed.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// Work that takes a while says so, and is not begun twice.
for (const slow of document.querySelectorAll("form[data-wait]")) {
  slow.addEventListener("submit", () => {
    const note = document.createElement("p");
    note.setAttribute("role", "status");
    note.textContent = slow.dataset.wait;
    slow.append(note);
    slow.querySelector("button").disabled = true;
  });
}

// Behind a passphrase a page says while somebody is at it, and goes as soon as the workbench is locked.
if ("locks" in document.documentElement.dataset) {
  let there = false;
  for (const kind of ["keydown", "pointerdown", "wheel"]) addEventListener(kind, () => { there = true; }, { passive: true });
  setInterval(async () => {
    const asked = there ? "/awake/" : "/awake/?look=1";
    there = false;
    const answer = await fetch(asked, { redirect: "manual" }).catch(() => null);
    if (answer && answer.status !== 204) location.replace("/unlock/");
  }, 10000);
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

// Files: chosen or dropped, one by one or as folders.
const form = document.querySelector("form[data-upload]");
if (form) {
  const drop = form.querySelector(".drop");
  const list = form.querySelector("[data-chosen]");
  const bar = form.querySelector("progress");
  const said = form.querySelector("[data-said]");
  const stop = form.querySelector("[data-stop]");
  let request = null;

  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      send([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    });
  }
  for (const kind of ["dragenter", "dragover"]) {
    addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    const files = [...event.dataTransfer.files];
    const found = [];
    for (const [place, entry] of entries.entries()) {
      if (entry && entry.isDirectory) await walk(entry, found);
      else if (files[place]) found.push({ file: files[place], path: files[place].name });
    }
    send(entries.length ? found : files.map((file) => ({ file, path: file.name })));
  });
  stop.addEventListener("click", () => request && request.abort());

  async function walk(entry, found) {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      found.push({ file, path: entry.fullPath.replace(/^\//, "") });
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) return;
      for (const one of some) await walk(one, found);
    }
  }

  function send(chosen) {
    if (!chosen.length || request) return;
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const { file, path } of chosen) {
      data.append("path", path);
      data.append("files", file);
    }
    list.hidden = false;
    said.textContent = `正在交给安宁：${chosen.length} 个文件。文件只在这台电脑上，不会上传到网上。`;
    request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) { bar.max = event.total; bar.value = event.loaded; }
    });
    request.addEventListener("load", () => {
      if (request.status === 200 && request.responseURL) location.assign(request.responseURL);
      else ended("没有收下。请再试一次；如果还不行，请用下面的“选择文件”。");
    });
    request.addEventListener("error", () => ended("没有连上安宁。请看看终端窗口里的安宁是不是还开着。"));
    request.addEventListener("abort", () => ended("已停下，什么都没有导入。"));
    request.open("POST", form.action);
    request.send(data);
  }

  function ended(sentence) {
    request = null;
    bar.removeAttribute("value");
    said.textContent = sentence;
  }
}

// The companion's clock counts from the moment the screen was opened.
const since = document.querySelector("[data-since]");
if (since) {
  const began = Date.parse(since.dataset.since);
  const tick = () => {
    const passed = Math.max(0, Math.floor((Date.now() - began) / 1000));
    const two = (number) => String(number).padStart(2, "0");
    since.textContent = `${two(Math.floor(passed / 60))}:${two(passed % 60)}`;
  };
  tick();
  setInterval(tick, 1000);
}

// Puts a button on the host's page that opens the guide in a frame on the guide's own origin, so that no script of the
// host can read the conversation. One file, no dependencies, ASCII only: the host's page may have any character set.
(function (settings) {
  "use strict";
  var script = document.currentScript;
  if (!script || document.documentElement.hasAttribute("data-rettighedsguiden")) return;
  document.documentElement.setAttribute("data-rettighedsguiden", "");
  var origin = new URL(script.src).origin;
  var words = settings.words;

  var sheet = new CSSStyleSheet();
  sheet.replaceSync(
    ":host{all:initial}" +
      "button,section{font:600 16px/1.4 system-ui,sans-serif;box-sizing:border-box}" +
      "button{position:fixed;right:16px;bottom:16px;z-index:2147483000;min-height:48px;max-width:calc(100vw - 32px);" +
      "padding:8px 20px;border:2px solid #fff;border-radius:24px;background:" + settings.colour + ";color:#fff;cursor:pointer}" +
      "button:focus-visible{outline:3px solid #000;outline-offset:3px}" +
      "section{position:fixed;right:16px;bottom:80px;z-index:2147483000;width:min(480px,calc(100vw - 32px));" +
      "height:min(720px,calc(100vh - 96px));background:#fff;border:2px solid " + settings.colour + "}" +
      "section[hidden]{display:none}" +
      "iframe{width:100%;height:100%;border:0;display:block}" +
      "@media(max-width:30rem),(max-height:30rem){section{inset:0;width:100%;height:100%}}" +
      "@media print{button,section{display:none}}"
  );

  var host = document.createElement("div");
  var root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  var button = document.createElement("button");
  button.type = "button";
  button.textContent = script.getAttribute("data-knap") || words.open;
  button.setAttribute("aria-expanded", "false");
  var panel = document.createElement("section");
  panel.setAttribute("aria-label", words.title);
  panel.hidden = true;
  var frame = null;
  root.append(button, panel);

  function open() {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = words.title;
      frame.referrerPolicy = "no-referrer";
      // Its own origin, so that it keeps its cookie; forms, print, downloads and links out of it must work.
      frame.setAttribute(
        "sandbox",
        "allow-same-origin allow-scripts allow-forms allow-modals allow-downloads allow-popups allow-popups-to-escape-sandbox"
      );
      frame.src = origin + "/";
      panel.append(frame);
    }
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    frame.focus();
  }

  function close() {
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }

  button.addEventListener("click", function () {
    panel.hidden ? open() : close();
  });
  panel.addEventListener("keydown", function (event) {
    if (event.key === "Escape") close();
  });
  // The frame can only ask to be closed; nothing of the conversation ever comes this way.
  window.addEventListener("message", function (event) {
    if (frame && event.origin === origin && event.source === frame.contentWindow && event.data === "rettighedsguiden:luk") close();
  });

  document.body ? document.body.append(host) : addEventListener("DOMContentLoaded", function () { document.body.append(host); });
})(/* settings */);

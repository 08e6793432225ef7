// Inside a frame: a button and the Escape key close it. Only the wish to close leaves the frame.
(function () {
  "use strict";
  if (window.parent === window) return;
  function close() {
    window.parent.postMessage("rettighedsguiden:luk", "*");
  }
  document.querySelectorAll("[data-luk-ramme]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", close);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
})();

// The frame: "/" goes to the search box, Escape and a tap outside close the menu.
const search = document.querySelector("#search");
const menu = document.querySelector(".menu");

const isTyping = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && search && !isTyping(event.target) && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.select();
  }
  if (event.key === "Escape" && menu?.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});

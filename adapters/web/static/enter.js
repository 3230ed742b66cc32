// The login page: the password, or a one-time link whose token follows the "#".
import { server } from "./server.js";
import { learn, t } from "./words.js";

const find = (id) => document.getElementById(id);
const token = location.hash.slice(1);

async function open() {
  learn(await server.words());
  history.replaceState(null, "", "enter");
  find("hint").textContent = t(token ? "enter-link" : "enter-hint");
  find("label").textContent = t("enter-password");
  find("go").textContent = t("enter-go");
  find("password-row").hidden = Boolean(token);
  find("login").hidden = false;
  (token ? find("go") : find("password")).focus();
}

find("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  find("go").disabled = true;
  find("problem").hidden = true;
  try {
    await server.enter(token ? { token } : { password: find("password").value });
    const going = sessionStorage.getItem("going") ?? "./";
    sessionStorage.removeItem("going");
    location.assign(going);
  } catch (error) {
    find("problem").textContent = error.message;
    find("problem").hidden = false;
    find("go").disabled = false;
    find("password").select();
  }
});

open();

// Passkeys: the device is asked, its answer goes into the form's hidden field, and the form is sent as usual.
// A form says with data-passkey what it wants: "sign-in", "use" or "make".
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withBytes = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  function asked(options) {
    const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
    if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
    if (key.excludeCredentials) key.excludeCredentials = withBytes(key.excludeCredentials);
    if (key.allowCredentials) key.allowCredentials = withBytes(key.allowCredentials);
    return key;
  }

  function answer(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  async function ask(form) {
    if (form.dataset.passkey === "sign-in") {
      const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
      const data = await reply.json();
      return navigator.credentials.get({ publicKey: asked(data.request_options) });
    }
    const key = asked(JSON.parse(form.dataset.options));
    if (form.dataset.passkey === "use") return navigator.credentials.get({ publicKey: key });
    const alone = form.elements.passwordless.checked;
    key.authenticatorSelection = {
      ...key.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      userVerification: alone ? "required" : "preferred",
    };
    return navigator.credentials.create({ publicKey: key });
  }

  async function send(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const failed = form.querySelector(".passkey-failed");
    failed.textContent = "";
    try {
      const credential = await ask(form);
      form.elements.credential.value = JSON.stringify(answer(credential));
      form.submit();
    } catch {
      failed.textContent = form.dataset.failed;
    }
  }

  const usable = Boolean(window.PublicKeyCredential) && !/^[\d.]+$|^\[/.test(location.hostname);
  for (const way of document.querySelectorAll(".passkey-way")) way.hidden = !usable;
  for (const missing of document.querySelectorAll(".passkey-missing")) missing.hidden = usable;
  for (const form of document.querySelectorAll("form[data-passkey]")) form.addEventListener("submit", send);
})();

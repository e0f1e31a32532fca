/** Nobody is logged in, or somebody who has to change their password first. */
import { useState } from "preact/hooks";
import { logIn, logOut, renewing, whoAmI } from "../data/session";
import { Form } from "../ui/form";
import { Button, Page, Text } from "../ui/parts";
import { PasswordForm } from "../ui/password";
import { language, languages, speak, t, type Language } from "../words";

export function Login() {
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  if (renewing.value)
    return (
      <main class="alone">
        <Page heading={t("login.renew")}>
          <p>{t("login.renew-help")}</p>
          <PasswordForm onChanged={whoAmI} />
          <Button kind="link" onClick={() => void logOut()}>
            {t("frame.logout")}
          </Button>
        </Page>
      </main>
    );
  return (
    <main class="alone">
      <Page heading={t("login.heading")}>
        <Form submit={t("login.submit")} onSend={() => logIn(user, password)}>
          {() => (
            <>
              <Text label={t("login.user")} value={user} onValue={setUser} autocomplete="username" autocapitalize="none" spellcheck={false} autofocus required />
              <Text label={t("login.password")} value={password} onValue={setPassword} type="password" autocomplete="current-password" required />
            </>
          )}
        </Form>
        <p class="languages">
          {Object.entries(languages).map(([code, name]) => (
            <button key={code} type="button" class="btn btn-link btn-sm" lang={code} aria-pressed={code === language.value} onClick={() => void speak(code as Language, true)}>
              {name}
            </button>
          ))}
        </p>
      </Page>
    </main>
  );
}

import { Empty, Page } from "../ui/parts";
import { t } from "../words";

export function NotFound(_: { default?: boolean }) {
  return (
    <Page heading={t("nowhere.heading")}>
      <Empty action={<a href="/app/">{t("nowhere.home")}</a>}>{t("nowhere.text")}</Empty>
    </Page>
  );
}

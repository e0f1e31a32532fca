/** One service: all that staff tell people about it. */
import { useQuery } from "../../data/address";
import { COUNTER } from "../../data/roles";
import { may } from "../../data/session";
import { Facts, Page, Problem, Section, Waiting, When, Written } from "../../ui/parts";
import { t, tn } from "../../words";
import { Listed } from "./listed";
import { nameOf } from "../../data/desk";
import { Questions, ServiceFacts, useService } from "./what";

export default function ServicePage({ code }: { code: string }) {
  const [query] = useQuery();
  const { value, problem, slow } = useService(code, query.agency ?? "");
  return (
    <Page
      heading={value?.name ?? t("case.service")}
      actions={
        value &&
        may(...COUNTER) && (
          <a class="btn btn-primary" href={`/app/log?service=${value.code}&agency=${value.agency}`}>
            {t("home.log")}
          </a>
        )
      }
    >
      <Problem problem={problem} />
      <Waiting slow={slow} />
      {value && (
        <>
          <p class="help">
            {value.agency_name} · {tn("service-kind", value.kind)}
          </p>
          <ServiceFacts service={value} />
          {value.plain && (
            <Section heading={t("service.description")}>
              <Written>{value.description}</Written>
            </Section>
          )}
          {value.steps.length > 0 && (
            <Section heading={t("receipt.steps")}>
              <Listed items={value.steps} ordered />
            </Section>
          )}
          {value.faq.length > 0 && (
            <Section heading={t("service.questions")}>
              <Questions service={value} />
            </Section>
          )}
          {value.law && (
            <Section heading={t("service.law")}>
              <Written>{value.law}</Written>
            </Section>
          )}
          {value.related.length > 0 && (
            <Section heading={t("service.related")}>
              <ul>
                {value.related.map((one) => (
                  <li key={`${one.agency}/${one.code}`}>
                    <a href={`/app/services/${one.code}?agency=${one.agency}`}>{one.name}</a>
                  </li>
                ))}
              </ul>
            </Section>
          )}
          <Section heading={t("service.inside")}>
            <Facts
              items={[
                [t("service.queue"), nameOf("queues", value.queue, value.agency)],
                [t("service.minutes"), t("service.minutes-count", { count: value.expected_minutes })],
                [t("service.words"), value.words.join(", ")],
                [t("service.reviewed"), value.plain && <When at={value.plain.reviewed_on} day />],
              ]}
            />
          </Section>
        </>
      )}
    </Page>
  );
}

/* Writes a number, a date and so on, so that the page's first ones take no time (src/shell/worker.ts). */
new Intl.NumberFormat("en").format(1);
new Intl.RelativeTimeFormat("en").format(1, "day");
for (const habits of ["en-GB", "bg"]) new Intl.DateTimeFormat(habits, { dateStyle: "medium", timeStyle: "short" }).format(0);
new Intl.DisplayNames("en", { type: "language" }).of("bg");
"a".localeCompare("b");
close();

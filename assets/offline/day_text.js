/* A day of the calendar in words for every screen: 11月19日, 19 Nov; the year only where it is another one. */
import { dayOf } from "./times.js";

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** The words of a day that came as 2026-11-19; what is no such day stays as it came. */
export function dayText(day, zh, now = Date.now()) {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? "");
  if (!found) return day ?? "";
  const [year, month, date] = found.slice(1).map(Number);
  const other = year !== Number(dayOf(now).slice(0, 4));
  return zh ? `${other ? `${year}年` : ""}${month}月${date}日` : `${date} ${MONTHS[month - 1]}${other ? ` ${year}` : ""}`;
}

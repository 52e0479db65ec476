/* Every form by its name, loaded together when the first of them opens. */
import * as check from "./check_in.js";
import * as trouble from "./form_case.js";
import * as contact from "./form_contact.js";
import * as hazard from "./form_hazard.js";
import * as hours from "./form_hours.js";
import * as need from "./form_need.js";
import * as person from "./form_person.js";
import * as task from "./form_task.js";
import { closeForm, leaveForm, openForm } from "./frame.js";

const chooser = {
  open: () => openForm("choose"),
  // The list opens by the link itself; the step back that stood for the form is given up with it.
  find: () => leaveForm(),
};
const frame = { close: closeForm };
const FORMS = { check, hours, task, contact, need, hazard, person, chooser, frame, case: trouble };

/** `act("contact.open", id)` */
export function act(verb, ...args) {
  const [form, name] = verb.split(".");
  return FORMS[form][name](...args);
}

/** The pages of the front desk are loaded as one: they are made of the same parts, and whoever opens one needs the others next. */
export { default as Contact } from "./contact";
export { default as Customer } from "./customer";
export { default as CustomerNew } from "./customer-new";
export { default as Customers } from "./customers";
export { default as Log } from "./log";
export { default as Personal } from "./personal";
export { default as Receipt } from "./receipt";
export { default as Service } from "./service";
export { default as Services } from "./services";
export { default as Waiting } from "./waiting";

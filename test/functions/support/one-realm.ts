/**
 * Jest gives each test file an `Error` of its own, and errors of Node's sockets are made with another: the SDK then does
 * not know them as errors, and wraps them in one without code and name. In Lambda there is one `Error`; here, too, after this.
 */
import { types } from "node:util";

Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    if (this === Error && types.isNativeError(value)) return true;
    return typeof this === "function" && Function.prototype[Symbol.hasInstance].call(this, value);
  },
});

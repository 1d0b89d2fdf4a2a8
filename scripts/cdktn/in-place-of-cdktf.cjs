/** node --require this: whoever asks for cdktf, the AWS provider too, gets cdktn. */
const Module = require("node:module");

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolve.call(this, request.replace(/^cdktf(?=\/|$)/, "cdktn"), ...rest);
};

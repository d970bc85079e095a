// The push service of web-push-testing, which listens everywhere by itself, on loopback alone.
const { PushApiModel } = require("web-push-testing/src/PushApiModel.js");
const PushServer = require("web-push-testing/src/server.js");

const server = new PushServer(new PushApiModel(), Number(process.argv[2]));
const listen = server._app.listen.bind(server._app);
server._app.listen = (port, ...rest) => listen(port, "127.0.0.1", ...rest);
server.startServer();

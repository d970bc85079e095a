// ws, from npm: a room is whoever came with its name, and what one of them says is sent to each.
const { WebSocketServer } = require("ws");

const rooms = new Map();
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 4096 });

server.on("connection", (socket, request) => {
  const name = request.url.slice(1);
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(socket));
  socket.on("message", (said, isBinary) => {
    for (const other of room) other.send(said, { binary: isBinary });
  });
  socket.on("close", () => room.delete(socket));
  socket.on("error", () => socket.terminate());
  socket.send("in");
});

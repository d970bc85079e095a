// Socket.IO, from npm, on ws alone: rooms are its own, and what one says is emitted to all of its room.
const { createServer } = require("http");
const { Server } = require("socket.io");

const http = createServer();
const io = new Server(http, { transports: ["websocket"] });

io.on("connection", (socket) => {
  socket.on("join", (room) => {
    socket.join(room);
    socket.emit("in");
  });
  socket.on("say", (said) => io.to(said.room).emit("said", said));
});
http.listen({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 4096 });

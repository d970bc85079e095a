// Twilio's own counting of segments: a list of texts in, for each its alphabet, units and segments out.
const { SegmentedMessage } = require("sms-segments-calculator");

const texts = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const counted = texts.map((text) => {
  const its = new SegmentedMessage(text, "auto");
  return { alphabet: its.encodingName, bits: its.messageSize, count: its.segments.length };
});
process.stdout.write(JSON.stringify(counted));

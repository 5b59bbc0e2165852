// Makes passes with passkit-generator: node passkit.cjs FOLDER COUNT PASSWORD

const { readFileSync, readdirSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");

const [folder, count] = [process.argv[2], Number(process.argv[3])];
const { PKPass } = createRequire(join(folder, "package.json"))("passkit-generator");

const model = join(folder, "model.pass");
const files = Object.fromEntries(
  readdirSync(model, { recursive: true })
    .filter((name) => /\.(png|strings)$/.test(name))
    .map((name) => [name, readFileSync(join(model, name))]),
);
const document = JSON.parse(readFileSync(join(model, "pass.json"), "utf8"));
const certificates = {
  wwdr: readFileSync(join(folder, "intermediate.pem"), "utf8"),
  signerCert: readFileSync(join(folder, "certificate.pem"), "utf8"),
  signerKey: readFileSync(join(folder, "key.pem"), "utf8"),
  signerKeyPassphrase: process.argv[4],
};

function make(points) {
  document.serialNumber = String(points).padStart(32, "0");
  document.storeCard.headerFields[0].value = points;
  const changed = { ...files, "pass.json": Buffer.from(JSON.stringify(document)) };
  return new PKPass(changed, certificates).getAsBuffer();
}

for (let points = 0; points < 5; points += 1) make(points);
const started = process.cpuUsage();
let made;
for (let points = 0; points < count; points += 1) made = make(points);
const used = process.cpuUsage(started);
writeFileSync(join(folder, "passkit.pkpass"), made);
process.stdout.write(JSON.stringify({ cpuSeconds: (used.user + used.system) / 1e6 }));

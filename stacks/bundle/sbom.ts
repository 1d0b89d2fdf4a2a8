import type { Bundled, BundledPackage } from "./bundled-packages";

/** What a list of packages is about. */
export interface SbomSubject {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly zipSha256: Uint8Array;
  readonly esbuildVersion: string;
}

/**
 * The packages in a zip as CycloneDX 1.6: https://cyclonedx.org/docs/1.6/json/. It has neither a serial number nor a time,
 * both of which the format leaves to us: the same commit gives the same bytes (I6). The zip's own hash says which zip
 * it is about.
 */
export function renderSbom(subject: SbomSubject, { packages, imports }: Bundled): string {
  const sorted = [...packages.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const refOf = (key: string) => purlOf(packages.get(key) ?? { name: key, version: "" });
  const document = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      tools: { components: [{ type: "application", name: "esbuild", version: subject.esbuildVersion }] },
      component: {
        type: "application",
        "bom-ref": subject.name,
        name: subject.name,
        version: subject.version,
        hashes: [{ alg: "SHA-256", content: hexOf(subject.zipSha256) }],
        licenses: licensesOf(subject.license),
      },
    },
    components: sorted.map(([, one]) => componentOf(one)),
    dependencies: [
      { ref: subject.name, dependsOn: imports.map(refOf) },
      ...sorted.map(([key, one]) => ({ ref: refOf(key), dependsOn: one.imports.map(refOf) })),
    ],
    // Nothing of a zip is missing here: whoever compares need not guess.
    compositions: [{ aggregate: "complete", assemblies: [subject.name] }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function componentOf(one: BundledPackage): object {
  const [, group, name] = /^(?:(@[^/]+)\/)?(.+)$/.exec(one.name) ?? [];
  return {
    type: "library",
    "bom-ref": purlOf(one),
    ...(group !== undefined && { group }),
    name,
    version: one.version,
    hashes: one.integrity.split(" ").map(hashOf),
    licenses: licensesOf(one.license),
    purl: purlOf(one),
  };
}

/** https://github.com/package-url/purl-spec/blob/main/types-doc/npm-definition.md */
const purlOf = ({ name, version }: Pick<BundledPackage, "name" | "version">): string =>
  `pkg:npm/${name.replace("@", "%40")}@${encodeURIComponent(version)}`;

/** "sha512-<base64>", as npm writes it, with the names and digits of CycloneDX. */
function hashOf(integrity: string): object {
  const [, bits, digest] = /^sha(\d+)-(.+)$/.exec(integrity) ?? [];
  return { alg: `SHA-${bits}`, content: hexOf(Buffer.from(digest ?? "", "base64")) };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** An identifier of SPDX, an expression of several, or words. */
function licensesOf(license: string): readonly object[] {
  if (/^[\w.+-]+$/.test(license)) return [{ license: { id: license } }];
  return / (AND|OR|WITH) /.test(license) ? [{ expression: license }] : [{ license: { name: license } }];
}

import type { HistoryEntry, ImageConfig } from '../model/image.ts';
import { isList, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../model/json.ts';

const maxHistory = 1000;

/** Source: OCI image-spec, image configuration; Docker image-spec v1.2 for `Healthcheck`. Members of a wrong type read as absent. */
export const readConfig = (raw: JsonObject): ImageConfig => {
  const config = objectAt(raw, 'config');
  const stopSignal = stringAt(config, 'StopSignal');
  const created = stringAt(raw, 'created');
  return {
    user: stringAt(config, 'User') ?? '',
    env: strings(listAt(config, 'Env')),
    exposedPorts: Object.keys(objectAt(config, 'ExposedPorts')),
    volumes: Object.keys(objectAt(config, 'Volumes')),
    entrypoint: words(memberOf(config, 'Entrypoint')),
    cmd: words(memberOf(config, 'Cmd')),
    workingDir: stringAt(config, 'WorkingDir') ?? '',
    labels: Object.fromEntries(
      Object.entries(objectAt(config, 'Labels')).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
    healthcheck: healthcheckOf(config),
    ...(stopSignal ? { stopSignal } : {}),
    ...(created ? { created } : {}),
    history: listAt(raw, 'history').slice(0, maxHistory).map(historyEntry),
    raw,
  };
};

const strings = (list: readonly Json[]): readonly string[] => list.filter((item) => typeof item === 'string');

// Docker took a plain string here once.
const words = (value: Json | undefined): readonly string[] => (typeof value === 'string' ? [value] : isList(value) ? strings(value) : []);

const healthcheckOf = (config: JsonObject): readonly string[] | null => {
  const test = strings(listAt(objectAt(config, 'Healthcheck'), 'Test'));
  return test.length > 0 ? test : null;
};

const historyEntry = (entry: Json): HistoryEntry => {
  const [created, comment] = [stringAt(entry, 'created'), stringAt(entry, 'comment')];
  return {
    createdBy: stringAt(entry, 'created_by') ?? '',
    ...(created ? { created } : {}),
    ...(comment ? { comment } : {}),
    emptyLayer: memberOf(entry, 'empty_layer') === true,
  };
};

/** The command that made each layer; undefined where history and layers do not fit together, as in squashed images. */
export const layerCommands = (history: readonly HistoryEntry[], layers: number): readonly (string | undefined)[] => {
  const commands = history.filter((entry) => !entry.emptyLayer).map((entry) => entry.createdBy || undefined);
  return commands.length === layers ? commands : Array.from({ length: layers }, () => undefined);
};

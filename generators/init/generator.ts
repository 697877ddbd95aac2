import { createRequire } from 'node:module';
import {
  addDependenciesToPackageJson,
  type GeneratorCallback,
  logger,
  type NxJsonConfiguration,
  readJson,
  type Tree,
  writeJson,
} from '@nx/devkit';
import { syncLocks } from '../../src/workspace/tree.js';
import { withIgnored } from './gitignore.js';
import { type Ask, terminalAsk, withoutLegacyAffected } from './legacy-affected.js';

const PACKAGE = 'nx-experiments';
const PLUGIN = `${PACKAGE}/plugin`;
const SYNC = `${PACKAGE}:sync`;
const JS = '@nx/js';
const DEPENDENCY_UPDATES = 'projectsAffectedByDependencyUpdates';

export type InitOptions = Record<never, never>;

/**
 * Prepares a workspace: the plugin and the sync settings in nx.json, .gitignore, and this package
 * among the workspace's. A second run changes nothing.
 *
 * @param ask how the user is asked; by default in the terminal, if there is one
 * @returns installs the package, where it was added
 */
export default async function initGenerator(
  tree: Tree,
  _options: InitOptions = {},
  ask: Ask | undefined = terminalAsk(),
): Promise<GeneratorCallback> {
  initNxJson(tree);
  const nxJson: NxJsonConfiguration = readJson(tree, 'nx.json');
  const exact = await withoutLegacyAffected(nxJson, ask);
  if (exact !== nxJson) writeJson(tree, 'nx.json', exact);
  const ignored = tree.read('.gitignore', 'utf8') ?? '';
  const text = withIgnored(ignored, ['node_modules', 'bld', '.nx/cache', '.nx/workspace-data']);
  if (text !== ignored) tree.write('.gitignore', text);
  const install = addPackage(tree);
  await syncLocks(tree);
  return install;
}

function initNxJson(tree: Tree): void {
  const before: NxJsonConfiguration = tree.exists('nx.json') ? readJson(tree, 'nx.json') : {};
  const plugins = withoutMainEntry(before.plugins ?? []);
  const hasPlugin = plugins.some((plugin) =>
    typeof plugin === 'string' ? plugin === PLUGIN : plugin.plugin === PLUGIN,
  );
  // Targets name the sync generator only while the lock is out of date (see src/plugin.ts); by this,
  // nx sync and nx sync:check always look. Runs of tasks take no notice of it.
  const global = before.sync?.globalGenerators ?? [];
  const hasSync = global.includes(SYNC);
  // By default Nx takes every project that has any package for affected when the lock file of packages
  // changes; hashes are exact either way.
  const js = before.pluginsConfig?.[JS];
  const isSet = before.sync?.applyChanges !== undefined && js?.[DEPENDENCY_UPDATES] !== undefined;
  if (hasPlugin && hasSync && isSet && plugins === before.plugins) return;
  writeJson(tree, 'nx.json', {
    ...before,
    plugins: hasPlugin ? plugins : [...plugins, PLUGIN],
    sync: {
      applyChanges: true,
      ...before.sync,
      globalGenerators: hasSync ? global : [...global, SYNC],
    },
    pluginsConfig: { ...before.pluginsConfig, [JS]: { [DEPENDENCY_UPDATES]: 'auto', ...js } },
    // Otherwise Nx's terminal UI stays open for three seconds after each run. Only where nx.json changes
    // anyway: a change of it runs everything again.
    tui: { autoExit: true, ...before.tui },
  });
}

type Plugins = NonNullable<NxJsonConfiguration['plugins']>;

/** Nx takes the package's main entry for a plugin that makes nothing, and says nothing. */
function withoutMainEntry(plugins: Plugins): Plugins {
  const nameOf = (plugin: Plugins[number]) => (typeof plugin === 'string' ? plugin : plugin.plugin);
  if (!plugins.some((plugin) => nameOf(plugin) === PACKAGE)) return plugins;
  logger.warn(
    `nx.json: plugins: '${PACKAGE}' is no plugin, Nx found no experiments by it; it is '${PLUGIN}' now`,
  );
  const hasPlugin = plugins.some((plugin) => nameOf(plugin) === PLUGIN);
  return plugins.flatMap((plugin): Plugins => {
    if (nameOf(plugin) !== PACKAGE) return [plugin];
    if (hasPlugin) return [];
    return [typeof plugin === 'string' ? PLUGIN : { ...plugin, plugin: PLUGIN }];
  });
}

function addPackage(tree: Tree): GeneratorCallback {
  if (!tree.exists('package.json')) return () => {};
  const { dependencies, devDependencies, name } = readJson(tree, 'package.json');
  if (dependencies?.[PACKAGE] ?? devDependencies?.[PACKAGE] ?? name === PACKAGE) return () => {};
  const { version } = createRequire(import.meta.url)(`${PACKAGE}/package.json`);
  return addDependenciesToPackageJson(tree, {}, { [PACKAGE]: `^${version}` });
}

/** The name of a distribution as indexes compare it: `Ruamel.Yaml` and `ruamel_yaml` are `ruamel-yaml`. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Distributions, of PyPI and conda-forge, whose modules have another name. */
const OTHER_NAMES: { readonly [imported: string]: readonly string[] } = {
  bs4: ['beautifulsoup4'],
  cv2: [
    'opencv-python',
    'opencv-python-headless',
    'opencv-contrib-python',
    'opencv-contrib-python-headless',
    'opencv',
    'py-opencv',
  ],
  dateutil: ['python-dateutil'],
  dotenv: ['python-dotenv'],
  igraph: ['igraph', 'python-igraph'],
  PIL: ['pillow', 'pillow-simd'],
  skimage: ['scikit-image'],
  sklearn: ['scikit-learn', 'scikit-learn-intelex'],
  tables: ['tables', 'pytables'],
  torch: ['torch', 'pytorch', 'pytorch-cpu', 'pytorch-gpu'],
  yaml: ['pyyaml'],
};

/** The distributions that may bring a module of some top-level name, normal names. */
export function distributionsOf(imported: string): readonly string[] {
  const own = normalName(imported);
  return [...new Set([own, ...(OTHER_NAMES[imported] ?? [])])];
}

/** The name of a distribution as indexes compare it: `Ruamel.Yaml` and `ruamel_yaml` are `ruamel-yaml`. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Distributions, of PyPI and conda-forge, whose modules have another name. */
const OTHER_NAMES: { readonly [imported: string]: readonly string[] } = {
  attr: ['attrs'],
  Bio: ['biopython'],
  bs4: ['beautifulsoup4'],
  cv2: [
    'opencv-python',
    'opencv-python-headless',
    'opencv-contrib-python',
    'opencv-contrib-python-headless',
    'opencv',
    'py-opencv',
  ],
  Crypto: ['pycryptodome'],
  dask: ['dask', 'dask-core'],
  dateutil: ['python-dateutil'],
  docx: ['python-docx'],
  dotenv: ['python-dotenv'],
  faiss: ['faiss', 'faiss-cpu', 'faiss-gpu'],
  fitz: ['pymupdf'],
  git: ['gitpython'],
  igraph: ['igraph', 'python-igraph'],
  matplotlib: ['matplotlib', 'matplotlib-base'],
  mpl_toolkits: ['matplotlib', 'matplotlib-base'],
  osgeo: ['gdal'],
  PIL: ['pillow', 'pillow-simd'],
  pkg_resources: ['setuptools'],
  pptx: ['python-pptx'],
  pywt: ['pywavelets'],
  seaborn: ['seaborn', 'seaborn-base'],
  skimage: ['scikit-image'],
  sklearn: ['scikit-learn', 'scikit-learn-intelex'],
  tables: ['tables', 'pytables'],
  tensorflow: ['tensorflow', 'tensorflow-cpu', 'tensorflow-gpu', 'tensorflow-macos'],
  torch: ['torch', 'pytorch', 'pytorch-cpu', 'pytorch-gpu'],
  umap: ['umap-learn'],
  xgboost: ['xgboost', 'py-xgboost'],
  yaml: ['pyyaml'],
  zmq: ['pyzmq'],
};

/** The distributions that may bring a module of some top-level name, normal names. */
export function distributionsOf(imported: string): readonly string[] {
  const own = normalName(imported);
  return [...new Set([own, ...(OTHER_NAMES[imported] ?? [])])];
}

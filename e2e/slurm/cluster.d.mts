export interface Cluster {
  /** In which SLURM's programs find it. */
  readonly env: NodeJS.ProcessEnv;
  /** Ends its daemons. */
  down(): Promise<void>;
}
export declare function missing(): string | undefined;
export declare function up(folder: string): Promise<Cluster>;

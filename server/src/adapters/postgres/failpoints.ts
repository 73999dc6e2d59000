/** Moments at which a test may end the process or throw. The program as shipped passes none. */
export type Failpoints = { hit(point: 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6' | 'P7'): void | Promise<void> };

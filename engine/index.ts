export * from './expression/compile.ts';

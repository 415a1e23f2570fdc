export * from './expression/jsonata/compile.ts';

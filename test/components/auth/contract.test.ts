import { auths } from '../../../engine/components/auth/registry.ts';
import { authContract } from '../../contracts/auth.contract.ts';

for (const [name, auth] of Object.entries(auths)) authContract(name, auth);
